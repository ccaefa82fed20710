using System.Management.Automation;
using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes keys of what clusters carry: of those that the command line names, else of all.</summary>
public abstract class ClusterPartCompleter : HubCompleter
{
    // Each of them is a request.
    private const int MostRead = 10;

    /// <summary>The keys that a cluster has, each with a tool tip.</summary>
    private protected abstract IEnumerable<(string Key, string ToolTip)> KeysOf(Cluster cluster);

    private protected sealed override async Task<IReadOnlyList<CompletionResult>> CompleteAsync(HubConnection hub, CompletionRequest request, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>();
        await foreach (Cluster cluster in ClustersAsync(hub, request.NamesOf("Cluster"), cancellationToken).ConfigureAwait(false))
        {
            foreach ((string key, string toolTip) in KeysOf(cluster))
            {
                if (key.StartsWith(request.Typed, StringComparison.OrdinalIgnoreCase))
                {
                    found.TryAdd(key, toolTip);
                }
            }
        }

        return [.. LabelText.InOrder(found.Keys).Select(key => Completions.Of(key, key, found[key]))];
    }

    private static async IAsyncEnumerable<Cluster> ClustersAsync(HubConnection hub, IReadOnlyList<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (names.Count is 0 or > MostRead)
        {
            await foreach (Cluster cluster in Kinds.Clusters.On(hub).ListAsync(null, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                yield return cluster;
            }
        }

        foreach (string name in names.Count > MostRead ? [] : names)
        {
            if (await Kinds.Clusters.On(hub).GetAsync(new ObjectKey("", name), false, cancellationToken).ConfigureAwait(false) is { } cluster)
            {
                yield return cluster;
            }
        }
    }
}
