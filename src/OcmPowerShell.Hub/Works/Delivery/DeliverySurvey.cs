using System.Collections.Concurrent;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>Finds the works of a delivery's name and its parts, whoever keeps them.</summary>
/// <param name="hub">The hub.</param>
/// <param name="work">The delivery's name.</param>
/// <param name="owner">Whose it is.</param>
/// <param name="contentOf">What a cluster's work of a name is to hold; null for what is not wanted.</param>
internal sealed class DeliverySurvey(HubConnection hub, string work, WorkOwner owner, Func<ObjectKey, WorkContent?> contentOf)
{
    // Above this, one list of the fleet is less work for the hub than a look into each cluster.
    private const int FewClusters = 8;

    private const int AtOnce = 16;

    /// <summary>Whether to tell what the works hold, which takes memory.</summary>
    public bool WithIdentities { get; init; }

    /// <summary>Those in any cluster of the fleet.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached; what was seen until then is no answer.</exception>
    public Task<IReadOnlyList<ExistingWork>> FleetAsync(CancellationToken cancellationToken) => ReadAsync(null, cancellationToken);

    /// <summary>Those in some clusters, by the list of the fleet where that is allowed and there are many, else one by one.</summary>
    /// <returns>The works, and the clusters that could not be looked into.</returns>
    /// <exception cref="HubException">The hub cannot be reached.</exception>
    public async Task<(IReadOnlyList<ExistingWork> Works, IReadOnlyDictionary<string, HubException> Failed)> ClustersAsync(
        IReadOnlyCollection<string> clusters, CancellationToken cancellationToken)
    {
        if (clusters.Count > FewClusters)
        {
            try
            {
                HashSet<string> wanted = [.. clusters];
                IReadOnlyList<ExistingWork> all = await FleetAsync(cancellationToken).ConfigureAwait(false);
                return ([.. all.Where(found => wanted.Contains(found.Cluster))], new Dictionary<string, HubException>());
            }
            catch (ApiStatusException exception) when (exception.Status.Code == 403)
            {
                // Not of all clusters; perhaps of each of these.
            }
        }

        ConcurrentBag<ExistingWork> works = [];
        ConcurrentDictionary<string, HubException> failed = [];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(clusters, options, async (cluster, token) =>
        {
            try
            {
                foreach (ExistingWork found in await ReadAsync(cluster, token).ConfigureAwait(false))
                {
                    works.Add(found);
                }
            }
            catch (ApiStatusException exception) when (exception.Status.Code != 401)
            {
                failed[cluster] = exception;
            }
        }).ConfigureAwait(false);
        return ([.. works], failed);
    }

    private async Task<IReadOnlyList<ExistingWork>> ReadAsync(string? cluster, CancellationToken cancellationToken)
    {
        var kind = new ResourceKind<ExistingWork>(Kinds.Works.Path, Kinds.Works.Noun, Kinds.Works.GetCmdlet, Parse) { IsNamespaced = true };
        Dictionary<ObjectKey, ExistingWork> found = [];
        ListOptions[] lists =
        [
            new() { FieldSelector = $"metadata.name={work}" },
            new() { LabelSelector = $"{Ownership.PartOfLabel}={LabelValue.Of(work)}" },
        ];
        foreach (ListOptions list in lists)
        {
            await foreach (ExistingWork one in kind.On(hub).ListAsync(cluster, list, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                found[one.Key] = one;
            }
        }

        return [.. found.Values];
    }

    private ExistingWork Parse(ReadOnlySpan<byte> json, string identity, bool includeJson)
    {
        Work parsed = WorkParser.Parse(json, identity);
        bool isOwn = DeliveryFamily.Owns(owner, work, parsed);
        return new ExistingWork
        {
            Hub = identity,
            Cluster = parsed.Cluster,
            Name = parsed.Name,
            Uid = parsed.Uid,
            Deleting = parsed.Deleting,
            ManagedBy = parsed.ManagedBy,
            Owner = parsed.Owner,
            IsOwn = isOwn,
            Identities = WithIdentities
                ? [.. parsed.Manifests.Select(manifest => new ManifestIdentity(manifest.Group, manifest.Kind, manifest.ResourceNamespace, manifest.ResourceName))]
                : null,
            IsPart = parsed.Labels.ContainsKey(Ownership.PartOfLabel),
            Differs = contentOf(parsed.Key) is { } content && WorkUpdate.Patch(json.ToArray(), parsed, WorkEdit.To(isOwn ? owner.Mark(content) : content)) is not null,
        };
    }
}
