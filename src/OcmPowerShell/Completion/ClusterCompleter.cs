using System.Collections;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of managed clusters.</summary>
public sealed class ClusterCompleter : ObjectCompleter<Cluster>
{
    private protected override ResourceKind<Cluster> Kind => Kinds.Clusters;

    private protected override IEnumerable<(string Text, string ToolTip)> CandidatesOf(Cluster value, IDictionary bound) =>
        [(value.Name, $"{value.Name}: {value.Status} {value.KubernetesVersion}")];
}
