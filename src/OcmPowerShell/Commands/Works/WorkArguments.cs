using System.Collections;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Commands;

/// <summary>Checks what cmdlets are told of works, before anything is sent.</summary>
internal static class WorkArguments
{
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
            if (map.GetValueOrDefault(key) is not null)
            {
                throw new HubException("InvalidArgument", $"'{key}' is in -{set} and in -{remove}: it cannot be set and taken away.");
            }

            map[key] = null;
        }

        return map;
    }

    private static void RequireSyntax(string parameter, string text, string? problem)
    {
        if (problem is not null)
        {
            throw new HubException("InvalidLabel", $"-{parameter}: '{text}' is refused by Kubernetes: {problem}. Nothing was sent.");
        }
    }
}
