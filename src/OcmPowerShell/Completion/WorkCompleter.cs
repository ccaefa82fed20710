using System.Collections;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of works, of the cluster on the command line if one is there.</summary>
public sealed class WorkCompleter : NameCompleter
{
    private protected override async Task<List<(string Text, string ToolTip)>> FindAsync(HubConnection hub, IDictionary bound, CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        string? cluster = Unwrap(bound["Cluster"]) as string;
        await foreach (Work work in new WorkClient(hub).ListAsync(cluster, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            found.Add((work.Name, work.Name));
        }

        return found;
    }
}
