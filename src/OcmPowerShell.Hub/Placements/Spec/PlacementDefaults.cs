using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>What a server fills into a placement's spec, so that what it made of one can be compared with one that was not sent.</summary>
internal static class PlacementDefaults
{
    // Hubs before 1.3 do not know these.
    private static readonly (string Field, string Value)[] Versioned = [("sortBy", "ClusterName"), ("scoreRateLimit", "1m")];

    /// <summary>Fills in the defaults.</summary>
    /// <param name="spec">The spec as it is to be.</param>
    /// <param name="present">The spec as the server has it, which tells what it knows.</param>
    public static void Fill(JsonObject spec, JsonObject present)
    {
        foreach ((string field, string value) in Versioned)
        {
            if (present.ContainsKey(field))
            {
                Default(spec, field, value);
            }
        }

        if (spec.ObjectAt("prioritizerPolicy") is { } policy)
        {
            Default(policy, "mode", "Additive");
        }

        foreach (JsonObject configuration in spec.ObjectsAt("prioritizerPolicy", "configurations"))
        {
            Default(configuration, "weight", 1);
            if (configuration.ObjectAt("scoreCoordinate") is { } coordinate)
            {
                Default(coordinate, "type", PlacementPrioritizer.BuiltInType);
            }
        }

        foreach (JsonObject toleration in spec.ObjectsAt("tolerations"))
        {
            Default(toleration, "operator", "Equal");
        }

        if (spec.ObjectAt("decisionStrategy", "groupStrategy") is { } groups)
        {
            Default(groups, "clustersPerDecisionGroup", "100%");
        }
    }

    private static void Default(JsonObject owner, string name, JsonNode value) => owner[name] ??= value;
}
