using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>
/// A simulated managed cluster: an API server of its own, and what its agent says of it on the hub. It has one node, and
/// nobody runs anything on it; <see cref="Workloads.WorkloadSimulation"/> only tells what would have become of it.
/// </summary>
internal sealed class ManagedCluster
{
    private const string SpokeOnlyLabel = "open-cluster-management.io/spoke-only";
    private const int MostClaims = 20;

    private static readonly string[] ReservedClaims =
    [
        "id.k8s.io", "kubeversion.open-cluster-management.io", "platform.open-cluster-management.io", "product.open-cluster-management.io",
    ];

    private readonly object _stateLock = new();
    private readonly Func<string, IResourceClient> _clients;
    private volatile ClusterState _state;

    /// <param name="name">Its name, which is its namespace on the hub.</param>
    /// <param name="clients">Gives a client of its API server for a field manager.</param>
    /// <param name="profile">What it reports of itself.</param>
    public ManagedCluster(string name, Func<string, IResourceClient> clients, ManagedClusterProfile profile)
    {
        Name = name;
        _clients = clients;
        Profile = profile;
        _state = new ClusterState(name, Offline: false, Failing: false, profile.WorkloadDelay);
        Kinds = new KindCatalog(clients("work-agent"));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it reports of itself.</summary>
    public ManagedClusterProfile Profile { get; }

    /// <summary>How it behaves now.</summary>
    public ClusterState State => _state;

    /// <summary>The name of its one node.</summary>
    public string NodeName => $"{Name}-node";

    /// <summary>The address of its one node; nothing listens there.</summary>
    public string NodeAddress { get; } = "192.0.2.1";

    /// <summary>The kinds it serves.</summary>
    public KindCatalog Kinds { get; }

    /// <summary>Names the agent among those of other hubs; any stable text does.</summary>
    public string AgentId => $"sandbox-{Name}";

    /// <summary>A client of its API server.</summary>
    public IResourceClient ClientFor(string fieldManager) => _clients(fieldManager);

    /// <summary>Changes how it behaves, and says how that is then.</summary>
    public ClusterState Change(ClusterStateChange change)
    {
        lock (_stateLock)
        {
            return _state = _state.With(change);
        }
    }

    /// <summary>What it says of itself, as its ClusterClaims have it: those that OCM knows first, and twenty others at most.</summary>
    public IEnumerable<(string Name, string Value)> Claims()
    {
        var claims = ClientFor("registration-agent").List(OcmTypes.ClusterClaim)
            .Where(claim => claim.TextAt("metadata", "labels", SpokeOnlyLabel) is null)
            .Select(claim => (Name: claim.Name(), Value: claim.TextAt("spec", "value") ?? ""))
            .Where(claim => claim.Value.Length > 0)
            .OrderBy(claim => claim.Name, StringComparer.Ordinal)
            .ToLookup(claim => ReservedClaims.Contains(claim.Name));
        return claims[true].Concat(claims[false].Take(MostClaims));
    }
}
