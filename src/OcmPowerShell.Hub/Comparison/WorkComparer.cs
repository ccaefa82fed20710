using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

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
        CompareAsync(cluster, name, ComparedManifests.Of(manifests), cancellationToken);

    /// <summary>The manifests of a cluster's work, to compare others with.</summary>
    /// <exception cref="HubException"><c>NotFound</c>: there is no such work; or the hub refused or cannot be reached.</exception>
    internal async Task<ComparedManifests> ReadAsync(string cluster, string name, CancellationToken cancellationToken)
    {
        if (await Kinds.Works.On(hub).ReadAsync(new ObjectKey(cluster, name), cancellationToken).ConfigureAwait(false) is not { } json)
        {
            await EnsureClusterAsync(cluster, cancellationToken).ConfigureAwait(false);
            throw Kinds.Works.NotFound(hub, new ObjectKey(cluster, name));
        }

        return ComparedManifests.Of(json, Parse(json).ManifestHash);
    }

    /// <inheritdoc cref="CompareAsync(string, string, ManifestSet, CancellationToken)"/>
    internal async Task<IReadOnlyList<WorkDifference>> CompareAsync(string cluster, string name, ComparedManifests manifests, CancellationToken cancellationToken)
    {
        if (await Kinds.Works.On(hub).ReadAsync(new ObjectKey(cluster, name), cancellationToken).ConfigureAwait(false) is not { } json)
        {
            await EnsureClusterAsync(cluster, cancellationToken).ConfigureAwait(false);
            return [Row(cluster, name, DifferenceKind.Missing)];
        }

        Work work = Parse(json);
        if (work.Deleting)
        {
            return [Row(cluster, name, DifferenceKind.Missing)];
        }

        if (work.ManifestHash == manifests.Hash)
        {
            return [];
        }

        IReadOnlyList<JsonNode?> onHub = hub.Rest.Parse(_ => ComparedManifests.Of(json, work.ManifestHash).Read(), json);
        return [.. ManifestComparison.Between(onHub, manifests.Read()).Select(difference => Row(cluster, name, difference))];
    }

    /// <summary>A row about a work as a whole.</summary>
    internal WorkDifference Row(string cluster, string name, DifferenceKind change) => new() { Hub = hub.Identity, Cluster = cluster, Work = name, Change = change };

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

    private Work Parse(byte[] json) => hub.Rest.Parse(bytes => WorkParser.Parse(bytes, hub.Identity), json);

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
