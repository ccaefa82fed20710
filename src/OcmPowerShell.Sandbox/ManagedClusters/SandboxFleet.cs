using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.AddOns;
using OcmPowerShell.Sandbox.Controllers.ClusterSets;
using OcmPowerShell.Sandbox.Controllers.Placement;
using OcmPowerShell.Sandbox.Controllers.Registration;
using OcmPowerShell.Sandbox.Controllers.ReplicaSets;
using OcmPowerShell.Sandbox.Controllers.Works;
using OcmPowerShell.Sandbox.ManagedClusters.Registration;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>
/// Runs the hub's controllers and, for each ManagedCluster that the hub accepts, a simulated cluster with its agents; also
/// for those that somebody adds later. It watches ManagedClusters and ManifestWorks once for all clusters, so that a
/// cluster where nothing happens costs neither a thread nor a timer.
/// </summary>
internal sealed class SandboxFleet : IAsyncDisposable
{
    private readonly Func<string, IResourceClient> _hub;
    private readonly SandboxFleetOptions _options;
    private readonly FleetKeeper _keeper;
    private readonly List<Supervisor> _running = [];

    /// <param name="hub">Gives a client of the hub for a field manager.</param>
    /// <param name="clusterApi">Gives a client of a managed cluster's API server, by the cluster's name and a field manager.</param>
    /// <param name="options">How all of them behave.</param>
    public SandboxFleet(
        Func<string, IResourceClient> hub, Func<string, string, IResourceClient> clusterApi, SandboxFleetOptions? options = null)
    {
        _hub = hub;
        _options = options ?? new SandboxFleetOptions();
        _keeper = new FleetKeeper(hub, clusterApi, _options);
    }

    /// <summary>The clusters that are simulated now.</summary>
    public IEnumerable<ManagedCluster> Clusters => _keeper.All.Select(actors => actors.Cluster);

    /// <summary>What may be done to the clusters from outside.</summary>
    public IClusterControl Control => _keeper;

    /// <summary>A simulated cluster, or null.</summary>
    public ManagedCluster? Find(string name) => _keeper.Find(name)?.Cluster;

    /// <summary>Whether the agents of a cluster run: it exists, and the hub accepts it.</summary>
    public bool IsConnected(string name) => _keeper.Find(name)?.IsConnected == true;

    /// <summary>Starts everything. To be called once.</summary>
    public void Start()
    {
        var registration = _hub("registration");
        var (retry, time, report) = (_options.Retry, _options.Time, _options.Report);
        IActor[] actors =
        [
            new ClusterManagerSeed(_hub("cluster-manager"), _options.ManifestWorkReplicaSets),
            new RegistrationController(registration, retry, time, report),
            new ClusterCleanup(registration, retry, time, report) { KeepsNamespace = _options.KeepsClusterNamespace },
            new LeaseController(registration, retry, time, report),
            new TaintController(registration, retry, time, report),
            _keeper,
            new HubWatch("work dispatcher", _hub("work"), OcmTypes.ManifestWork,
                work => _keeper.Find(work.Namespace())?.Work.Notice(work)),
            new LeaseHeartbeat(registration, ConnectedAgents, _options.HeartbeatInterval, time, report),
            new BuiltInClusterSets(registration, retry, time, report),
            new ClusterSetController(registration, retry, time, report),
            new ClusterSetBindingController(registration, retry, time, report),
            new ManagedNamespaceController(registration, retry, time, report),
            new PlacementController(_hub("placement"), retry, time, report),
            new AddOnManager(_hub("addon"), retry, time, report),
            new AddOnFeatures(registration, retry, time, report),
            new FeatureGate(FeatureGate.ReplicaSets, new ReplicaSetController(_hub("work"), retry, time, report), _hub("work"), retry, time, report),
            new FeatureGate(FeatureGate.CompletedWorks, new CompletedWorkCleaner(_hub("work"), retry, time, report), _hub("work"), retry, time, report),
            new AddOnLeases(registration, name => IsConnected(name) ? Find(name) : null, _options.HeartbeatInterval, retry, time, report),
        ];
        _running.AddRange(actors.Select(actor => new Supervisor(actor, report, retry, time)));
    }

    /// <summary>Looks at a cluster again, because what <see cref="SandboxFleetOptions.MayConnect"/> says of it has changed.</summary>
    public void Notice(string name) => _keeper.Notice(name);

    /// <summary>Stops everything. The objects stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        // First those that start others.
        foreach (var actor in _running)
        {
            await actor.DisposeAsync();
        }

        _running.Clear();
        await _keeper.DisposeAsync();
    }

    private IEnumerable<RegistrationAgent> ConnectedAgents() =>
        _keeper.All.Where(cluster => cluster.IsConnected).Select(cluster => cluster.Registration);
}
