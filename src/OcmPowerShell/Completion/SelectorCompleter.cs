using System.Management.Automation;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Completion;

/// <summary>Completes a selector: keys, then their values, and the next term after a comma.</summary>
public abstract class SelectorCompleter : HubCompleter
{
    // More than this nobody reads; who types a letter more sees the rest.
    private const int Most = 1000;

    /// <summary>The labels, or what is selected like them, of each object, as the objects arrive.</summary>
    private protected abstract IAsyncEnumerable<IReadOnlyDictionary<string, string>> ListAsync(HubConnection hub, CompletionRequest request, CancellationToken cancellationToken);

    private protected sealed override async Task<IReadOnlyList<CompletionResult>> CompleteAsync(HubConnection hub, CompletionRequest request, CancellationToken cancellationToken)
    {
        SelectorTerm term = SelectorTerm.Last(request.Typed);

        // Of a fleet only what can be offered is kept. Which key will be the only one is known at the end, so the values of
        // the first ones are kept until there are two.
        var values = new Dictionary<string, HashSet<string>>();
        await foreach (IReadOnlyDictionary<string, string> labels in ListAsync(hub, request, cancellationToken).ConfigureAwait(false))
        {
            foreach ((string key, string value) in labels)
            {
                if (term.Value is null ? key.StartsWith(term.Key, StringComparison.OrdinalIgnoreCase) : key == term.Key)
                {
                    Note(values, term, key, value);
                }
            }
        }

        return term.Value is null ? Keys(term, values) : [.. Values(term, values.GetValueOrDefault(term.Key) ?? [], term.Before, term.Value)];
    }

    private static void Note(Dictionary<string, HashSet<string>> values, SelectorTerm term, string key, string value)
    {
        if (!values.TryGetValue(key, out HashSet<string>? known))
        {
            if (values.Count >= Most)
            {
                return;
            }

            values[key] = known = [];
        }

        if (known.Count < Most && (term.Value is not null ? value.StartsWith(term.Value, StringComparison.OrdinalIgnoreCase) : key == term.Key || values.Count == 1))
        {
            known.Add(value);
        }
    }

    // Whoever has typed a key whole, or all of it that tells it from others, is offered its values at once.
    private static List<CompletionResult> Keys(SelectorTerm term, Dictionary<string, HashSet<string>> values)
    {
        List<CompletionResult> results = [.. LabelText.InOrder(values.Keys)
            .Where(key => !term.MayHaveValue || key != term.Key)
            .Select(key => Completions.Of(term.Before + key, key, key))];
        string? chosen = values.Count == 1 ? values.Keys.First() : term.Key;
        if (term.MayHaveValue && values.TryGetValue(chosen, out HashSet<string>? known))
        {
            results.AddRange(Values(term, known, $"{term.Before}{chosen}=", ""));
        }

        return results;
    }

    // A value that no label may have can stand in no selector.
    private static IEnumerable<CompletionResult> Values(SelectorTerm term, IEnumerable<string> values, string before, string typed) => values
        .Where(value => value != typed || typed.Length > 0)
        .Where(value => LabelSyntax.ProblemOfValue(value) is null)
        .OrderBy(value => value, StringComparer.OrdinalIgnoreCase)
        .Select(value => Completions.Of(before + value, value.Length == 0 ? "''" : value, $"{term.Key} = {value}"));
}
