using System.Collections;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes replica sets as namespace/name; their names alone where -Namespace is on the command line.</summary>
public sealed class WorkReplicaSetCompleter : ObjectCompleter<WorkReplicaSet>
{
    private protected override ResourceKind<WorkReplicaSet> Kind => Kinds.ReplicaSets;

    private protected override IEnumerable<(string Text, string ToolTip)> CandidatesOf(WorkReplicaSet value, IDictionary bound)
    {
        string toolTip = $"{value.FullName}: {value.Status}, {value.Total} clusters";
        return Unwrap(bound["Namespace"]) is not string @namespace ? [(value.FullName, toolTip)]
            : @namespace == value.Namespace ? [(value.Name, toolTip)] : [];
    }
}
