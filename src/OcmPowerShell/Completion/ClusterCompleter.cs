using System.Collections;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of managed clusters.</summary>
public sealed class ClusterCompleter : HubCompleter
{
    private protected override async Task<List<(string Text, string ToolTip)>> FindAsync(HubConnection hub, IDictionary bound, CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        await foreach (Cluster cluster in new ClusterClient(hub).ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            found.Add((cluster.Name, $"{cluster.Name}: {cluster.Status} {cluster.KubernetesVersion}"));
        }

        return found;
    }
}
