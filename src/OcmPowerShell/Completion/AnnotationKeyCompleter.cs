using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Completion;

/// <summary>Completes keys of clusters' annotations.</summary>
public sealed class AnnotationKeyCompleter : ClusterPartCompleter
{
    private protected override IEnumerable<(string Key, string ToolTip)> KeysOf(Cluster cluster) =>
        cluster.Annotations.Select(annotation => (annotation.Key, $"{annotation.Key} on {cluster.Name}"));
}
