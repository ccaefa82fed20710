using System.Collections;
using System.Management.Automation;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Completion;

/// <summary>Completes names that the hub knows, in their order.</summary>
public abstract class NameCompleter : HubCompleter
{
    /// <summary>All candidates, each with a tool tip.</summary>
    private protected abstract Task<List<(string Text, string ToolTip)>> FindAsync(HubConnection hub, IDictionary bound, CancellationToken cancellationToken);

    private protected sealed override async Task<IReadOnlyList<CompletionResult>> CompleteAsync(HubConnection hub, CompletionRequest request, CancellationToken cancellationToken) =>
        Completions.Of(request.Word, await FindAsync(hub, request.Bound, cancellationToken).ConfigureAwait(false));
}
