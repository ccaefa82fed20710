using System.Globalization;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Commands;

/// <summary>The rules for cluster sets that a command is to change.</summary>
internal static class ClusterSetTarget
{
    private const int Shown = 5;

    /// <summary>Refuses a pattern: what changes a set or takes it away is told which one.</summary>
    /// <param name="set">The set.</param>
    /// <param name="rest">What to write after Get-OcmClusterSet, as in <c>Remove-OcmClusterSet</c>; null where one set is wanted.</param>
    /// <exception cref="HubException"><c>WildcardNotSupported</c>.</exception>
    public static void RefuseWildcards(ClusterSetReference set, string? rest)
    {
        if (Targets.IsPattern(set.Name))
        {
            string write = rest is null ? "Write the name of one set." : $"Write: Get-OcmClusterSet '{set.Name}' | {rest}";
            throw new HubException("WildcardNotSupported", $"-ClusterSet takes no wildcards here, so '{set.Name}' cannot surprise. {write}");
        }
    }

    /// <summary>Some names for a message: a few, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> names) => names.Count <= Shown
        ? string.Join(", ", names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(Shown))} and {names.Count - Shown} more");
}
