using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>Managed clusters of a hub: list and read.</summary>
public sealed class ClusterClient
{
    private readonly ResourceClient<Cluster> _clusters;

    /// <summary>Clusters of the hub that a connection leads to.</summary>
    public ClusterClient(HubConnection hub) => _clusters = new ResourceClient<Cluster>(hub, Kinds.Clusters);

    /// <summary>Lists managed clusters as they arrive.</summary>
    /// <param name="labelSelector">A label selector in Kubernetes' syntax; null for all.</param>
    /// <param name="pageSize">Objects a page; null asks for all in one answer.</param>
    /// <param name="includeJson">Whether to keep each object's whole JSON.</param>
    /// <param name="cancellationToken">Stops reading and closes the request.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public IAsyncEnumerable<Cluster> ListAsync(string? labelSelector = null, int? pageSize = null, bool includeJson = false, CancellationToken cancellationToken = default) =>
        _clusters.ListAsync(null, new ListOptions { LabelSelector = labelSelector, PageSize = pageSize }, includeJson, cancellationToken);

    /// <summary>Reads one managed cluster; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public Task<Cluster?> GetAsync(string name, bool includeJson = false, CancellationToken cancellationToken = default) =>
        _clusters.GetAsync(new ObjectKey("", name), includeJson, cancellationToken);
}
