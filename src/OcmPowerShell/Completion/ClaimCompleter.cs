using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes selectors of claims with what clusters say of themselves.</summary>
public sealed class ClaimCompleter : SelectorCompleter
{
    private protected override async IAsyncEnumerable<IReadOnlyDictionary<string, string>> ListAsync(
        HubConnection hub, CompletionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Cluster cluster in Kinds.Clusters.On(hub).ListAsync(null, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            yield return cluster.Claims;
        }
    }
}
