using System.Collections;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Commands;

/// <summary>Checks what cmdlets are told of clusters, before anything is sent.</summary>
internal static class ClusterArguments
{
    /// <summary>Labels that the hub writes: what somebody else writes there is lost.</summary>
    private const string AddOnLabel = "feature.open-cluster-management.io/addon-";

    /// <summary>Labels or annotations to set and to take away; null takes one away.</summary>
    /// <param name="set">The parameter that sets.</param>
    /// <param name="values">Its value.</param>
    /// <param name="remove">The parameter that takes away.</param>
    /// <param name="keys">Its value.</param>
    /// <param name="isLabel">Whether the values are a label's.</param>
    /// <exception cref="HubException"><c>InvalidArgument</c>, <c>InvalidLabel</c>.</exception>
    public static IReadOnlyDictionary<string, string?> Map(string set, IDictionary? values, string remove, string[]? keys, bool isLabel)
    {
        var map = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string key, string value) in TextMap.From(set, values))
        {
            RequireSyntax(set, key, LabelSyntax.ProblemOfKey(key));
            RequireSyntax(set, $"{key}={value}", isLabel ? LabelSyntax.ProblemOfValue(value) : null);
            map[key] = value;
        }

        foreach (string key in keys ?? [])
        {
            RequireSyntax(remove, key, LabelSyntax.ProblemOfKey(key));
            if (map.TryGetValue(key, out string? value) && value is not null)
            {
                throw new HubException("InvalidArgument", $"'{key}' is in -{set} and in -{remove}: it cannot be set and taken away.");
            }

            map[key] = null;
        }

        if (isLabel && map.ContainsKey(ClusterSetFacts.ClusterSetLabel))
        {
            throw new HubException("InvalidArgument", $"The label {ClusterSetFacts.ClusterSetLabel} is the cluster set that a cluster is in. Use -ClusterSet, which looks whether the set exists; the hub puts clusters without one into the set 'default'.");
        }

        return map;
    }

    /// <summary>A warning where labels are the hub's; null where none is.</summary>
    public static string? WarningOf(IEnumerable<string> labels) =>
        labels.FirstOrDefault(label => label.StartsWith(AddOnLabel, StringComparison.Ordinal)) is { } own
            ? $"The hub writes the label {own} itself, by the health of the add-on, and undoes what is written by hand."
            : null;

    /// <summary>Refuses a taint's key that no taint can have.</summary>
    /// <exception cref="HubException"><c>EmptyTarget</c>, <c>InvalidLabel</c>.</exception>
    public static void CheckTaintKey(string key)
    {
        Targets.RefuseEmpty("Key", true, [key]);
        RequireSyntax("Key", key, LabelSyntax.ProblemOfKey(key));
    }

    /// <summary>Refuses a name that no cluster can have: it is also the name of a namespace.</summary>
    /// <exception cref="HubException"><c>InvalidName</c>.</exception>
    public static void CheckName(string name)
    {
        bool isLabel = name.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
        if (!isLabel)
        {
            throw new HubException("InvalidName", $"'{name}' cannot be the name of a managed cluster, which is also that of its namespace: use lower-case letters, digits and '-', beginning and ending with a letter or digit, at most 63 characters.");
        }
    }

    private static void RequireSyntax(string parameter, string text, string? problem)
    {
        if (problem is not null)
        {
            throw new HubException("InvalidLabel", $"-{parameter}: '{text}' is refused by Kubernetes: {problem}. Nothing was sent.");
        }
    }
}
