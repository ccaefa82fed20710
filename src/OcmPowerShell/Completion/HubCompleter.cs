using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Completion;

/// <summary>Completes with what the hub holds: within two seconds, or not at all.</summary>
public abstract class HubCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            HubConnection hub = FindHub(fakeBoundParameters);
            using var patience = new CancellationTokenSource(Patience);

            // The token is for the request, the time-out for whatever does not listen to it.
            Task<List<(string, string)>> candidates = Task.Run(() => FindAsync(hub, fakeBoundParameters, patience.Token));
            return candidates.Wait(Patience) ? Completions.Of(wordToComplete, candidates.Result) : [];
        }
        catch (Exception)
        {
            // Whoever presses Tab wants a name or nothing, never an error.
            return [];
        }
    }

    /// <summary>All candidates, each with a tool tip.</summary>
    private protected abstract Task<List<(string Text, string ToolTip)>> FindAsync(HubConnection hub, IDictionary bound, CancellationToken cancellationToken);

    private static HubConnection FindHub(IDictionary bound)
    {
        if (Unwrap(bound["Hub"]) is HubConnection named)
        {
            return named;
        }

        (string? kubeconfig, string? context) = (Completions.FilePath(bound["KubeConfig"]), Unwrap(bound["Context"]) as string);
        RunspaceHubs hubs = RunspaceHubs.Current;
        return kubeconfig is null && context is null && hubs.Connected is { Closed: false } connected ? connected : hubs.Open(kubeconfig, context);
    }

    private protected static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
