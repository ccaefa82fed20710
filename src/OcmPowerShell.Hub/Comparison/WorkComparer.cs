using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>Compares works of a hub with manifests, or with each other. Reads only.</summary>
/// <param name="hub">The hub.</param>
public sealed class WorkComparer(HubConnection hub)
{
    /// <summary>How a cluster's work differs from manifests; empty when it does not.</summary>
    /// <param name="cluster">The managed cluster.</param>
    /// <param name="name">The work's name.</param>
    /// <param name="manifests">What it is to hold.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException"><c>NotFound</c>: there is no such cluster; or the hub refused or cannot be reached.</exception>
    public Task<IReadOnlyList<WorkDifference>> CompareAsync(string cluster, string name, ManifestSet manifests, CancellationToken cancellationToken = default) =>
        CompareAsync(cluster, name, ExpectedWorks.Of(manifests), cancellationToken);

    /// <summary>What a cluster's work holds, its parts included, to compare others with.</summary>
    /// <exception cref="HubException"><c>NotFound</c>: there is no such work; or the hub refused or cannot be reached.</exception>
    internal async Task<ExpectedWorks> ReadAsync(string cluster, string name, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, Work> works = await WorksAsync(cluster, name, parts: false, cancellationToken).ConfigureAwait(false);
        return works.Count > 0
            ? ExpectedWorks.Of([.. works.Select(work => (work.Key, ComparedManifests.Of(work.Value)))])
            : throw Kinds.Works.NotFound(hub, new ObjectKey(cluster, name));
    }

    /// <inheritdoc cref="CompareAsync(string, string, ManifestSet, CancellationToken)"/>
    internal async Task<IReadOnlyList<WorkDifference>> CompareAsync(string cluster, string name, ExpectedWorks expected, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, Work> works = await WorksAsync(cluster, name, expected.IsSplit, cancellationToken).ConfigureAwait(false);
        List<WorkDifference> rows = [];
        HashSet<string> wanted = [];
        foreach ((string part, ComparedManifests manifests) in expected.For(name, WorkParts.Existing(name, works.Values)))
        {
            wanted.Add(part);
            rows.AddRange(Compare(cluster, part, works.GetValueOrDefault(part), manifests));
        }

        rows.AddRange(works.Keys.Where(part => !wanted.Contains(part)).Order(StringComparer.Ordinal).Select(part => Row(cluster, part, DifferenceKind.Surplus)));
        return rows;
    }

    /// <summary>The works that were made for a placement or cluster set in clusters that it has no more.</summary>
    /// <param name="target">The placement or cluster set, and its clusters of now.</param>
    /// <param name="name">The name of the work.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    internal async Task<IReadOnlyList<WorkDifference>> SurplusAsync(DeliveryTarget target, string name, CancellationToken cancellationToken)
    {
        HashSet<string> wanted = [.. target.Clusters];
        var options = new ListOptions { LabelSelector = $"{target.Owner.LabelKey}={target.Owner.Value}" };
        List<WorkDifference> rows = [];
        await foreach (Work work in Kinds.Works.On(hub).ListAsync(null, options, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (!wanted.Contains(work.Cluster) && !work.Deleting && DeliveryFamily.Owns(target.Owner, name, work))
            {
                rows.Add(Row(work.Cluster, work.Name, DifferenceKind.Surplus));
            }
        }

        return rows;
    }

    /// <summary>A row about a work as a whole.</summary>
    internal WorkDifference Row(string cluster, string name, DifferenceKind change) => new() { Hub = hub.Identity, Cluster = cluster, Work = name, Change = change };

    private IEnumerable<WorkDifference> Compare(string cluster, string name, Work? work, ComparedManifests manifests)
    {
        if (work is null)
        {
            return [Row(cluster, name, DifferenceKind.Missing)];
        }

        if (work.ManifestHash == manifests.Hash)
        {
            return [];
        }

        IReadOnlyList<JsonNode?> onHub = hub.Rest.Parse(_ => ComparedManifests.Of(work).Read(), []);
        return ManifestComparison.Between(onHub, manifests.Read()).Select(difference => Row(cluster, name, difference));
    }

    private WorkDifference Row(string cluster, string name, ManifestDifference difference)
    {
        WorkDifference row = Row(cluster, name, difference.Field.Change);
        if (difference.Identity is { } identity)
        {
            (row.Manifest, row.Group, row.Kind, row.ResourceNamespace, row.ResourceName) =
                (identity.ToString(), identity.Group, identity.Kind, identity.Namespace, identity.Name);
        }

        row.Field = FieldStep.PathOf(difference.Field.Path);
        row.HubValue = JsonScalar.ToObject(SecretMask.Show(difference.Field.HubValue, difference.Field.Secrecy));
        row.FileValue = JsonScalar.ToObject(SecretMask.Show(difference.Field.FileValue, difference.Field.Secrecy));
        return row;
    }

    /// <summary>The work of a name, and its parts where there may be some. One that is being deleted is as good as gone.</summary>
    private async Task<IReadOnlyDictionary<string, Work>> WorksAsync(string cluster, string name, bool parts, CancellationToken cancellationToken)
    {
        ResourceClient<Work> client = Kinds.Works.On(hub);
        List<Work> works = [];
        if (await client.GetAsync(new ObjectKey(cluster, name), includeJson: true, cancellationToken).ConfigureAwait(false) is { } whole)
        {
            works.Add(whole);
            parts |= whole.Labels.ContainsKey(Ownership.PartOfLabel);
        }

        if (parts)
        {
            var options = new ListOptions { LabelSelector = $"{Ownership.PartOfLabel}={LabelValue.Of(name)}" };
            await foreach (Work part in client.ListAsync(cluster, options, includeJson: true, cancellationToken).ConfigureAwait(false))
            {
                works.Add(part);
            }
        }

        if (works.Count == 0)
        {
            await EnsureClusterAsync(cluster, cancellationToken).ConfigureAwait(false);
        }

        return works.Where(work => !work.Deleting && WorkParts.IsPart(name, work)).DistinctBy(work => work.Name).ToDictionary(work => work.Name);
    }

    // A cluster without the work and one that does not exist look the same.
    private async Task EnsureClusterAsync(string cluster, CancellationToken cancellationToken)
    {
        try
        {
            if (await new ClusterClient(hub).GetAsync(cluster, cancellationToken: cancellationToken).ConfigureAwait(false) is null)
            {
                throw Kinds.Clusters.NotFound(hub, new ObjectKey("", cluster));
            }
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            // Who may not read clusters is not told whether it exists.
        }
    }
}
