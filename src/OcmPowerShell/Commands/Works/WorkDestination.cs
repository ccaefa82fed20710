using OcmPowerShell.Binding;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Commands;

/// <summary>Where a work is to go on one hub: clusters that were named one by one, a placement or a cluster set.</summary>
internal sealed class WorkDestination
{
    private readonly ObjectReference? _owner;
    private readonly Dictionary<string, object> _clusters = [];

    /// <summary>Clusters.</summary>
    public WorkDestination(HubConnection hub) => Hub = hub;

    /// <summary>A placement or a cluster set.</summary>
    public WorkDestination(HubConnection hub, ObjectReference owner) => (Hub, _owner) = (hub, owner);

    /// <summary>The hub.</summary>
    public HubConnection Hub { get; }

    /// <summary>Whether its clusters were named one by one.</summary>
    public bool IsNamed => _owner is null;

    /// <summary>What the user passed.</summary>
    public object Source => _owner?.Source ?? (_clusters.Count == 1 ? _clusters.Values.First() : _clusters.Values.ToArray());

    /// <summary>Adds a cluster. One that is there already stays once.</summary>
    public void Add(ObjectReference cluster) => _clusters.TryAdd(cluster.Name, cluster.Source);

    /// <summary>What the user passed for a cluster; of a placement or set, the cluster's name.</summary>
    public object SourceOf(string cluster) => _clusters.GetValueOrDefault(cluster) ?? cluster;

    /// <summary>Finds out which clusters it means now.</summary>
    /// <param name="allowEmpty">Whether a placement or set may mean none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public Task<DeliveryTarget> FindAsync(bool allowEmpty, CancellationToken cancellationToken) => _owner switch
    {
        null => Task.FromResult(DeliveryTargets.Named(_clusters.Keys)),
        PlacementReference placement => new DeliveryTargets(Hub).PlacementAsync(placement.Key, placement.Uid, allowEmpty, cancellationToken),
        _ => new DeliveryTargets(Hub).ClusterSetAsync(_owner.Name, _owner.Uid, allowEmpty, cancellationToken),
    };

    /// <summary>Whether it is the same placement or set as another.</summary>
    public bool IsSame(WorkDestination other) => _owner is not null && other._owner is not null
        && (other.Hub.Identity, other._owner.GetType(), other._owner.Key) == (Hub.Identity, _owner.GetType(), _owner.Key);

    /// <summary>Adds the clusters of another.</summary>
    public void AddAll(WorkDestination other)
    {
        foreach ((string cluster, object source) in other._clusters)
        {
            _clusters.TryAdd(cluster, source);
        }
    }
}
