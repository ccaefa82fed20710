using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters.Registration;
using OcmPowerShell.Sandbox.ManagedClusters.Workloads;
using OcmPowerShell.Sandbox.ManagedClusters.Works;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>
/// Makes a simulated cluster for each ManagedCluster that the hub accepts, and lets it go with its ManagedCluster. While
/// the hub does not accept it, or it is cut off, its agents stand still and its workloads go on.
/// </summary>
internal sealed class FleetKeeper : IActor, IClusterControl, IAsyncDisposable
{
    private readonly IResourceClient _hub;
    private readonly IResourceClient _workHub;
    private readonly Func<string, string, IResourceClient> _clusterApi;
    private readonly SandboxFleetOptions _options;
    private readonly AgentOptions _agentOptions;
    private readonly ConcurrentDictionary<string, ManagedClusterActors> _clusters = new(StringComparer.Ordinal);
    private ReconcileLoop? _loop;

    public FleetKeeper(Func<string, IResourceClient> hub, Func<string, string, IResourceClient> clusterApi, SandboxFleetOptions options)
    {
        _hub = hub("registration");
        _workHub = hub("work");
        _clusterApi = clusterApi;
        _options = options;
        _agentOptions = new AgentOptions
        {
            HubHash = HashOf(options.HubServer),
            StatusInterval = options.StatusInterval,
            ResyncInterval = options.ResyncInterval,
            Retry = options.Retry,
            RawFeedback = options.RawFeedback,
            Time = options.Time,
        };
    }

    public string Name => "fleet keeper";

    /// <summary>Something that a cluster needs has changed.</summary>
    public void Notice(string name) => Volatile.Read(ref _loop)?.Add(name);

    /// <inheritdoc/>
    IReadOnlyList<ClusterState> IClusterControl.All =>
        [.. _clusters.Values.Select(actors => actors.Cluster.State).OrderBy(state => state.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    ClusterState? IClusterControl.Find(string name) => Find(name)?.Cluster.State;

    /// <inheritdoc/>
    ClusterState IClusterControl.Set(string name, ClusterStateChange change)
    {
        var actors = Find(name) ?? throw new KeyNotFoundException($"No cluster '{name}' is simulated.");
        var state = actors.Cluster.Change(change);
        Volatile.Read(ref _loop)?.Add(name);
        actors.Workloads.Notice();
        return state;
    }

    /// <summary>All clusters that are simulated now.</summary>
    public IEnumerable<ManagedClusterActors> All => _clusters.Values;

    /// <summary>The hash by which AppliedManifestWorks tell hubs apart.</summary>
    public static string HashOf(string server) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(server))).ToLowerInvariant();

    /// <summary>A cluster that is simulated now, or null.</summary>
    public ManagedClusterActors? Find(string name) => _clusters.GetValueOrDefault(name);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, _options.Report, _options.Retry, _options.Time, cancellationToken);
        Volatile.Write(ref _loop, loop);
        foreach (var name in _clusters.Keys)
        {
            // Those that were deleted while nobody watched.
            loop.Add(name);
        }

        loop.Follow("the watch of managedclusters", async stop =>
        {
            await foreach (var change in _hub.WatchAsync(OcmTypes.ManagedCluster, null, stop))
            {
                loop.Add(change.Object.Name());
            }
        });
        await loop.RunAsync(KeepAsync);
    }

    /// <summary>Stops the actors of all clusters.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_clusters.Values.Select(actors => actors.DisposeAsync().AsTask()));
        _clusters.Clear();
    }

    private async ValueTask<TimeSpan?> KeepAsync(string name)
    {
        var managed = _hub.Get(OcmTypes.ManagedCluster, null, name);
        var accepts = managed.BooleanAt("spec", "hubAcceptsClient") == true;
        if (managed is null)
        {
            if (_clusters.TryRemove(name, out var gone))
            {
                await gone.DisposeAsync();
                _options.LetGo(name);
            }
        }
        else if (accepts && _options.MayConnect(name))
        {
            var actors = _clusters.GetOrAdd(name, New);
            if (actors.Cluster.State.Offline)
            {
                await actors.DisconnectAsync();
                return null;
            }

            actors.Connect();
            actors.Registration.Notice();
        }
        else if (_clusters.TryGetValue(name, out var denied))
        {
            await denied.DisconnectAsync();
        }

        return null;
    }

    private ManagedClusterActors New(string name)
    {
        var (retry, time, report) = (_options.Retry, _options.Time, _options.Report);
        var cluster = new ManagedCluster(name, manager => _clusterApi(name, manager), _options.ProfileOf(name));
        ClusterSetup.Create(cluster, _options.HubServer);
        return new ManagedClusterActors(
            cluster,
            new WorkloadSimulation(cluster, retry, time, report),
            new RegistrationAgent(cluster, _hub, _options.AddressOf(name), retry, time, report),
            new WorkAgent(cluster, _workHub, _agentOptions, report),
            actor => new Supervisor(actor, report, retry, time));
    }
}
