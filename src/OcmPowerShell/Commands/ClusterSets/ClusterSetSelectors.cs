using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Turns cluster sets into label selectors that ask a hub for their clusters, by each set's own selector.</summary>
/// <param name="hub">The hub.</param>
/// <param name="also">What the clusters' labels must be besides; null for anything.</param>
/// <param name="read">Does something on the thread pool and waits for it.</param>
/// <param name="forEach">Reads a stream and handles each item on the pipeline thread.</param>
/// <param name="warn">Told of a set whose clusters nobody can tell.</param>
/// <param name="failed">Told of a set that is not there or cannot be read.</param>
internal sealed class ClusterSetSelectors(
    HubConnection hub,
    string? also,
    Func<Func<CancellationToken, Task<ClusterSet?>>, ClusterSet?> read,
    Action<Func<CancellationToken, IAsyncEnumerable<ClusterSet>>, Action<ClusterSet>> forEach,
    Action<string> warn,
    Action<HubException, object?> failed)
{
    private readonly Dictionary<string, ClusterSet> _sets = [];

    /// <summary>The selectors of some sets: one for all that clusters join by their label, and one for each other. Null where no set could be read.</summary>
    public IReadOnlyList<string?>? Of(IReadOnlyList<ClusterSetReference> sets)
    {
        foreach (ClusterSetReference set in sets.Where(set => !Targets.IsPattern(set.Name)).DistinctBy(set => set.Name))
        {
            Read(set);
        }

        string[] patterns = [.. sets.Select(set => set.Name).Where(Targets.IsPattern)];
        if (patterns.Length > 0)
        {
            List(patterns);
        }

        string[] exclusive = [.. _sets.Values.Where(set => set.Facts!.IsExclusive).Select(set => set.Name)];
        IEnumerable<string> queries = _sets.Values.Where(set => !set.Facts!.IsExclusive).Select(set => set.Facts!.Query).OfType<string>();
        if (exclusive.Length > 0)
        {
            string label = ClusterSetFacts.ClusterSetLabel;
            queries = queries.Prepend(exclusive is [var only] ? $"{label}={only}" : $"{label} in ({string.Join(",", exclusive)})");
        }

        // A set of all clusters has all that the others have.
        string[] all = [.. queries.Distinct()];
        return _sets.Count == 0 && patterns.Length == 0 ? null
            : all.Contains("") ? [also]
            : [.. all.Select(query => also is null ? query : $"{query},{also}")];
    }

    private void Read(ClusterSetReference reference)
    {
        try
        {
            Take(read(token => Kinds.ClusterSets.On(hub).GetAsync(reference.Key, cancellationToken: token)) ?? throw Kinds.ClusterSets.NotFound(hub, reference.Key));
        }
        catch (HubException exception)
        {
            failed(exception, reference.Source);
        }
    }

    private void List(string[] patterns)
    {
        Func<string, bool> matches = Targets.Matcher(patterns);
        try
        {
            forEach(token => Kinds.ClusterSets.On(hub).ListAsync(null, cancellationToken: token), set =>
            {
                if (matches(set.Name))
                {
                    Take(set);
                }
            });
        }
        catch (HubException exception)
        {
            failed(exception, patterns.Length == 1 ? patterns[0] : patterns);
        }
    }

    private void Take(ClusterSet set)
    {
        _sets[set.Name] = set;
        if (set.Facts!.Problem is { } problem)
        {
            warn($"Nobody can tell the clusters of the set '{set.Name}' on hub {hub}, not the hub either: {problem}.");
        }
    }
}
