using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>Finds out which clusters a placement or a cluster set means now.</summary>
/// <param name="hub">Their hub.</param>
internal sealed class DeliveryTargets(HubConnection hub)
{
    /// <summary>How long the scheduler is waited for while what it has written does not fit together.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How far apart decisions in several objects must be read, and be the same, before something is taken away for them.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Clusters that were named one by one.</summary>
    public static DeliveryTarget Named(IEnumerable<string> clusters) => new(WorkOwner.None, [.. clusters.Distinct(StringComparer.Ordinal)]);

    /// <summary>The clusters that a placement has selected.</summary>
    /// <param name="placement">The placement.</param>
    /// <param name="uid">Only this very placement; empty for whichever has the name.</param>
    /// <param name="allowEmpty">Whether it may have selected none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException"><c>NotFound</c>, <c>PlacementMisconfigured</c>, <c>PlacementDeleting</c>, <c>NoClusterSelected</c>, or as the API answers.</exception>
    public async Task<DeliveryTarget> PlacementAsync(ObjectKey placement, string uid, bool allowEmpty, CancellationToken cancellationToken)
    {
        PlacementReading reading = await PlacementReading.ReadAsync(hub, placement, cancellationToken).ConfigureAwait(false);
        DateTime until = DateTime.UtcNow + Patience;
        while (reading.MayPass && DateTime.UtcNow < until)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
            reading = await PlacementReading.ReadAsync(hub, placement, cancellationToken).ConfigureAwait(false);
        }

        return Target(reading, placement, uid, allowEmpty);
    }

    /// <summary>The clusters of a cluster set, without those that are being removed.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="uid">Only this very set; empty for whichever has the name.</param>
    /// <param name="allowEmpty">Whether it may have none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException"><c>NotFound</c>, <c>ClusterSetDeleting</c>, <c>NoClusterSelected</c>, or as the API answers.</exception>
    public async Task<DeliveryTarget> ClusterSetAsync(string set, string uid, bool allowEmpty, CancellationToken cancellationToken)
    {
        var owner = WorkOwner.ClusterSet(set);
        ResourceClient<ClusterSet> sets = Kinds.ClusterSets.On(hub);
        ClusterSet found = await sets.GetAsync(new ObjectKey("", set), cancellationToken: cancellationToken).ConfigureAwait(false)
            ?? throw Kinds.ClusterSets.NotFound(hub, new ObjectKey("", set));
        Check(uid, found, sets, owner);
        if (found.Facts is { Problem: { } problem })
        {
            throw DeliveryErrors.NoClusterSetMembers(set, hub, problem);
        }

        List<string> clusters = [];
        if (found.Facts?.Query is { } query)
        {
            var options = new ListOptions { LabelSelector = query.Length > 0 ? query : null };
            await foreach (Cluster cluster in Kinds.Clusters.On(hub).ListAsync(null, options, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (!cluster.Deleting && found.Facts.Has(cluster.Labels))
                {
                    clusters.Add(cluster.Name);
                }
            }
        }

        if (clusters.Count == 0 && !allowEmpty)
        {
            throw DeliveryErrors.NoClusterSelected(owner, hub, "it is empty");
        }

        return new DeliveryTarget(owner, clusters) { ReadAgainAsync = token => ClusterSetAsync(set, found.Uid, allowEmpty, token) };
    }

    // What is taken away is not given back, so it is looked at twice: while the scheduler moves clusters from one object to
    // the next, a cluster is in neither for a moment, and the numbers may be right all the same.
    private async Task<DeliveryTarget> PlacementAgainAsync(ObjectKey placement, string uid, bool allowEmpty, CancellationToken cancellationToken)
    {
        PlacementReading reading = await PlacementReading.ReadAsync(hub, placement, cancellationToken).ConfigureAwait(false);
        DateTime until = DateTime.UtcNow + Patience + Settling;
        while (reading.IsInSeveralParts || reading.MayPass)
        {
            await Task.Delay(Settling, cancellationToken).ConfigureAwait(false);
            PlacementReading next = await PlacementReading.ReadAsync(hub, placement, cancellationToken).ConfigureAwait(false);
            if (next.Equals(reading))
            {
                break;
            }

            if (DateTime.UtcNow > until)
            {
                return Target(next, placement, uid, allowEmpty) with
                {
                    Doubt = DeliveryErrors.NotCurrent(WorkOwner.Placement(placement), hub, "its decisions keep changing"),
                };
            }

            reading = next;
        }

        return Target(reading, placement, uid, allowEmpty);
    }

    private DeliveryTarget Target(PlacementReading reading, ObjectKey placement, string uid, bool allowEmpty)
    {
        var owner = WorkOwner.Placement(placement);
        if (reading.Placement is { } found)
        {
            Check(uid, found, Kinds.Placements.On(hub), owner);
            if (found.Misconfigured == true)
            {
                throw DeliveryErrors.Misconfigured(found, hub);
            }
        }

        if (reading.Clusters.Count == 0 && (!allowEmpty || reading.Problem is not null))
        {
            throw DeliveryErrors.NoClusterSelected(owner, hub, reading.Problem ?? reading.Placement?.Message ?? "");
        }

        return new DeliveryTarget(owner, reading.Clusters)
        {
            Doubt = reading.Problem is { } problem ? DeliveryErrors.NotCurrent(owner, hub, problem) : null,
            ReadAgainAsync = token => PlacementAgainAsync(placement, reading.Placement?.Uid ?? uid, allowEmpty, token),
        };
    }

    private void Check<T>(string uid, T found, ResourceClient<T> kind, WorkOwner owner)
        where T : HubObject
    {
        if (uid.Length > 0 && found.Uid != uid)
        {
            throw kind.Replaced(found.Key);
        }

        if (found.Deleting)
        {
            throw DeliveryErrors.OwnerDeleting(owner, hub);
        }
    }
}
