using OcmPowerShell.Binding;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Commands;

/// <summary>What -Placement of a cmdlet that looks at works may be.</summary>
internal static class PlacementTargets
{
    /// <summary>Refuses what names no placement, or may name several.</summary>
    /// <exception cref="HubException"><c>EmptyTarget</c>, <c>WildcardNotSupported</c>.</exception>
    public static void Check(bool bound, IReadOnlyCollection<PlacementReference>? placements)
    {
        Targets.RefuseEmpty("Placement", bound, placements);
        if (placements?.FirstOrDefault(placement => Targets.IsPattern(placement.ToString())) is { } pattern)
        {
            throw new HubException("WildcardNotSupported", $"-Placement takes no wildcards, so '{pattern}' cannot be used: a label of a work names one placement. Write the placements' names.");
        }
    }
}
