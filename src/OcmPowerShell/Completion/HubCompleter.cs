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
        var request = new CompletionRequest(commandName, parameterName, wordToComplete, fakeBoundParameters);
        try
        {
            HubConnection hub = FindHub(fakeBoundParameters);
            using var patience = new CancellationTokenSource(Patience);

            // The token is for the request, the time-out for whatever does not listen to it.
            Task<IReadOnlyList<CompletionResult>> results = Task.Run(() => CompleteAsync(hub, request, patience.Token));
            if (results.Wait(Patience))
            {
                return results.Result;
            }

            // Whoever is not waited for is told, whichever of both clocks was first.
            patience.Cancel();
            return WithoutHub(request);
        }
        catch (Exception)
        {
            // Whoever presses Tab wants a name or nothing, never an error.
            return WithoutHub(request);
        }
    }

    /// <summary>What Tab offers.</summary>
    private protected abstract Task<IReadOnlyList<CompletionResult>> CompleteAsync(HubConnection hub, CompletionRequest request, CancellationToken cancellationToken);

    /// <summary>What Tab offers when the hub does not answer in time.</summary>
    private protected virtual IReadOnlyList<CompletionResult> WithoutHub(CompletionRequest request) => [];

    internal static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

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
}
