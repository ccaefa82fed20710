using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.ClusterSets;

/// <summary>
/// Tells cluster sets their clusters and the namespaces that they are bound to: one list of each for all sets, of which only
/// names are kept. One set alone has the hub select.
/// </summary>
/// <param name="hub">Their hub.</param>
internal sealed class ClusterSetContents(HubConnection hub)
{
    /// <summary>Fills <see cref="ClusterSet.Clusters"/>, also of sets that select by labels; it stays null where nobody can tell.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached; then nothing is filled.</exception>
    public async Task FillClustersAsync(IReadOnlyList<ClusterSet> sets, CancellationToken cancellationToken)
    {
        Dictionary<ClusterSet, List<string>> clusters = sets.Where(set => set.Facts is { Problem: null }).ToDictionary(set => set, _ => new List<string>());
        string?[] queries = [.. clusters.Keys.Select(set => set.Facts!.Query).Distinct()];
        if (queries.Any(query => query is not null))
        {
            var options = new ListOptions { LabelSelector = queries is [{ Length: > 0 } only] ? only : null };
            await foreach (Cluster cluster in Kinds.Clusters.On(hub).ListAsync(null, options, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                foreach ((ClusterSet set, List<string> names) in clusters)
                {
                    if (set.Facts!.Has(cluster.Labels))
                    {
                        names.Add(cluster.Name);
                    }
                }
            }
        }

        foreach ((ClusterSet set, List<string> names) in clusters)
        {
            names.Sort(StringComparer.Ordinal);
            (set.Clusters, set.ClusterCount) = (names, names.Count);
        }
    }

    /// <summary>Fills <see cref="ClusterSet.BoundNamespaces"/>.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached; then nothing is filled.</exception>
    public async Task FillNamespacesAsync(IReadOnlyList<ClusterSet> sets, CancellationToken cancellationToken)
    {
        Dictionary<string, List<string>> namespaces = sets.Select(set => set.Name).Distinct().ToDictionary(name => name, _ => new List<string>());
        var options = new ListOptions { FieldSelector = namespaces.Count == 1 ? $"metadata.name={namespaces.Keys.First()}" : null };
        await foreach (ClusterSetBinding binding in Kinds.ClusterSetBindings.On(hub).ListAsync(null, options, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (namespaces.TryGetValue(binding.ClusterSet, out List<string>? bound))
            {
                bound.Add(binding.Namespace);
            }
        }

        foreach (ClusterSet set in sets)
        {
            set.BoundNamespaces = (string[])[.. namespaces[set.Name].Order(StringComparer.Ordinal)];
        }
    }
}
