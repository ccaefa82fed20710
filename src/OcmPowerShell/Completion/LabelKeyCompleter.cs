using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Completion;

/// <summary>Completes keys of clusters' labels.</summary>
public sealed class LabelKeyCompleter : ClusterPartCompleter
{
    private protected override IEnumerable<(string Key, string ToolTip)> KeysOf(Cluster cluster) =>
        cluster.Labels.Select(label => (label.Key, $"{label.Key}={label.Value} on {cluster.Name}"));
}
