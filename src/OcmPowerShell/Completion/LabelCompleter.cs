using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes label selectors: with the labels of what a Get- cmdlet lists, else with those of clusters.</summary>
public sealed class LabelCompleter : SelectorCompleter
{
    private protected override IAsyncEnumerable<IReadOnlyDictionary<string, string>> ListAsync(HubConnection hub, CompletionRequest request, CancellationToken cancellationToken)
    {
        // Get-OcmWork and Watch-OcmWork ask for labels of works, New-OcmPlacement for those of clusters.
        string command = request.Command[(request.Command.LastIndexOf('\\') + 1)..];
        bool reads = command.StartsWith("Get-", StringComparison.OrdinalIgnoreCase) || command.StartsWith("Watch-", StringComparison.OrdinalIgnoreCase);
        bool Lists(string cmdlet) => reads && command.EndsWith(cmdlet["Get".Length..], StringComparison.OrdinalIgnoreCase);

        // A work's namespace is its cluster.
        string? @namespace = request.NamesOf(Lists(Kinds.Works.GetCmdlet) ? "Cluster" : "Namespace") is [var only] ? only : null;
        return Lists(Kinds.Works.GetCmdlet) ? LabelsAsync(Kinds.Works, hub, @namespace, cancellationToken)
            : Lists(Kinds.ClusterSets.GetCmdlet) ? LabelsAsync(Kinds.ClusterSets, hub, null, cancellationToken)
            : Lists(Kinds.ClusterSetBindings.GetCmdlet) ? LabelsAsync(Kinds.ClusterSetBindings, hub, @namespace, cancellationToken)
            : Lists(Kinds.Placements.GetCmdlet) ? LabelsAsync(Kinds.Placements, hub, @namespace, cancellationToken)
            : LabelsAsync(Kinds.Clusters, hub, null, cancellationToken);
    }

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, string>> LabelsAsync<T>(
        ResourceKind<T> kind, HubConnection hub, string? @namespace, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : HubObject
    {
        await foreach (T value in kind.On(hub).ListAsync(@namespace, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            yield return value.Labels;
        }
    }
}
