using System.Collections;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes with what a hub's objects of a kind have to offer.</summary>
/// <typeparam name="T">The objects' type.</typeparam>
public abstract class ObjectCompleter<T> : NameCompleter
    where T : HubObject
{
    private protected abstract ResourceKind<T> Kind { get; }

    /// <summary>What an object offers.</summary>
    private protected abstract IEnumerable<(string Text, string ToolTip)> CandidatesOf(T value, IDictionary bound);

    private protected sealed override async Task<List<(string Text, string ToolTip)>> FindAsync(HubConnection hub, IDictionary bound, CancellationToken cancellationToken)
    {
        // Of a fleet many offer the same; what is kept is each once.
        var found = new Dictionary<string, string>();
        await foreach (T value in Kind.On(hub).ListAsync(null, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            foreach ((string text, string toolTip) in CandidatesOf(value, bound))
            {
                found.TryAdd(text, toolTip);
            }
        }

        return [.. found.Select(pair => (pair.Key, pair.Value))];
    }
}
