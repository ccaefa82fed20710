using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Completion;

/// <summary>Completes keys of clusters' taints.</summary>
public sealed class TaintCompleter : ClusterPartCompleter
{
    private protected override IEnumerable<(string Key, string ToolTip)> KeysOf(Cluster cluster) =>
        cluster.Taints.Select(taint => (taint.Key, $"{taint} on {cluster.Name}"));
}
