using System.Collections;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of cluster sets.</summary>
public sealed class ClusterSetCompleter : ObjectCompleter<ClusterSet>
{
    private protected override ResourceKind<ClusterSet> Kind => Kinds.ClusterSets;

    private protected override IEnumerable<(string Text, string ToolTip)> CandidatesOf(ClusterSet value, IDictionary bound) =>
        [(value.Name, value.Message.Length > 0 ? $"{value.Name}: {value.Message}" : value.Name)];
}
