using System.Collections;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes placements as namespace/name; their names alone where -Namespace is on the command line.</summary>
public sealed class PlacementCompleter : ObjectCompleter<Placement>
{
    private protected override ResourceKind<Placement> Kind => Kinds.Placements;

    private protected override IEnumerable<(string Text, string ToolTip)> CandidatesOf(Placement value, IDictionary bound)
    {
        string toolTip = $"{value.FullName}: {value.SelectedCount} selected {value.Reason}";
        return Unwrap(bound["Namespace"]) is not string @namespace ? [(value.FullName, toolTip)]
            : @namespace == value.Namespace ? [(value.Name, toolTip)] : [];
    }
}
