using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements;

/// <summary>A ManagedClusterSet and how it finds its clusters.</summary>
internal sealed class ClusterSetFacts
{
    /// <summary>The label by which a cluster belongs to one set exclusively.</summary>
    public const string ClusterSetLabel = "cluster.open-cluster-management.io/clusterset";

    private readonly LabelSelector? _selector;

    private ClusterSetFacts(string name, bool isExclusive, LabelSelector? selector, string? problem)
    {
        Name = name;
        IsExclusive = isExclusive;
        _selector = selector;
        Problem = problem;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether its clusters are those whose label names it.</summary>
    public bool IsExclusive { get; }

    /// <summary>Why nobody can tell its clusters; null when one can.</summary>
    public string? Problem { get; }

    /// <summary>What asks the hub for its clusters, and them alone: a label selector as text, empty for all; null where it has none.</summary>
    public string? Query => IsExclusive ? $"{ClusterSetLabel}={Name}" : _selector?.ToString();

    /// <summary>Reads an object.</summary>
    public static ClusterSetFacts Parse(JsonObject value)
    {
        string name = value.TextAt("metadata", "name") ?? "";
        string type = value.TextAt("spec", "clusterSelector", "selectorType") ?? "";
        if (type is "" or "ExclusiveClusterSetLabel")
        {
            return new ClusterSetFacts(name, true, null, null);
        }

        if (type != "LabelSelector")
        {
            return new ClusterSetFacts(name, false, null, $"selectorType is not right: {type}");
        }

        try
        {
            // A selector that is missing selects nothing; an empty one selects all.
            return new ClusterSetFacts(
                name, false, value.At("spec", "clusterSelector", "labelSelector") is JsonObject selector ? LabelSelector.Parse(selector) : null, null);
        }
        catch (SelectorSyntaxException error)
        {
            return new ClusterSetFacts(name, false, null, error.Message);
        }
    }

    /// <summary>Whether a cluster with these labels belongs to it.</summary>
    public bool Has(IReadOnlyDictionary<string, string> labels) => IsExclusive
        ? labels.TryGetValue(ClusterSetLabel, out string? set) && set == Name
        : _selector?.Matches(labels) == true;
}
