using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Takes parts out of a placement's spec, by the names of the parameters that put them there.</summary>
internal static class PlacementClearing
{
    /// <summary>Clears parts.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="parts">Names of parameters, as in <c>Count</c>.</param>
    /// <param name="problems">Told what is not clear.</param>
    public static void Apply(JsonObject spec, IEnumerable<string> parts, PlacementProblems problems)
    {
        foreach (string part in parts)
        {
            switch (part)
            {
                case "ClusterSet":
                    spec.Remove("clusterSets");
                    break;
                case "Predicate":
                    spec.Remove("predicates");
                    break;
                case "LabelSelector":
                    ClearSelector(spec, "labelSelector", problems);
                    break;
                case "ClaimSelector":
                    ClearSelector(spec, "claimSelector", problems);
                    break;
                case "CelExpression":
                    ClearSelector(spec, "celSelector", problems);
                    break;
                case "Count":
                    spec.Remove("numberOfClusters");
                    break;
                case "Prioritizer":
                    Remove(spec, "prioritizerPolicy", "configurations");
                    break;
                case "PrioritizerMode":
                    Remove(spec, "prioritizerPolicy", "mode");
                    break;
                case "Toleration":
                    spec.Remove("tolerations");
                    break;
                case "DecisionGroup":
                    Remove(spec, "decisionStrategy", "groupStrategy", "decisionGroups");
                    break;
                case "ClustersPerDecisionGroup":
                    Remove(spec, "decisionStrategy", "groupStrategy", "clustersPerDecisionGroup");
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(parts), part, "There is no such part.");
            }
        }
    }

    private static void ClearSelector(JsonObject spec, string selector, PlacementProblems problems)
    {
        JsonArray? predicates = spec.ArrayAt("predicates");
        if (predicates is { Count: > 1 })
        {
            problems.Add("InvalidPredicate", "-Clear", "The placement has several predicates, so it is not clear which of them is to change. Give all that are to be with -Predicate, or clear Predicate.");
        }
        else if (predicates is [JsonObject only] && only.ObjectAt("requiredClusterSelector") is { } selectors && selectors.Remove(selector) && selectors.Count == 0)
        {
            spec.Remove("predicates");
        }
    }

    /// <summary>Removes a member, and the objects around it that are empty then.</summary>
    private static void Remove(JsonObject owner, params ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            owner.Remove(path[0]);
        }
        else if (owner[path[0]] is JsonObject inner)
        {
            Remove(inner, path[1..]);
            if (inner.Count == 0)
            {
                owner.Remove(path[0]);
            }
        }
    }
}
