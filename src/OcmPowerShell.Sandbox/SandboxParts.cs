using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.GarbageCollector;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Sandbox.ManagedClusters.Registration;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox;

/// <summary>What makes a hub of a server: the API that answers, and the services that run beside it.</summary>
/// <param name="Api">Answers every request whose credentials hold, and looks at its rights.</param>
/// <param name="Services">Controllers and agents, already running; disposed last to first when the sandbox stops.</param>
internal sealed record SandboxParts(IRequestHandler Api, IReadOnlyList<IAsyncDisposable> Services)
{
    private static readonly string[] DefaultClusters = ["one", "two"];

    /// <summary>Names of the managed clusters that are there at the start.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>What can be done to them; null where there are none to do something to.</summary>
    public IClusterControl? Control { get; init; }

    /// <summary>The hub's objects; null where the API has none.</summary>
    public ObjectStore? Store { get; init; }

    /// <summary>Knows the tokens that are accepted; null where those of the foundation are all.</summary>
    public ITokenAuthenticator? Tokens { get; init; }

    /// <summary>Knows who may impersonate whom.</summary>
    public IAuthorizer Authorizer { get; init; } = new DefaultAuthorizer();

    /// <summary>Lets a new cluster of a name ask to join; null where clusters cannot.</summary>
    public Action<string>? RequestJoin { get; init; }

    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    // Joining takes milliseconds a cluster; a start that takes longer than this goes on in the background.
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(10);

    /// <summary>Puts the parts of a sandbox together, and waits until its clusters have joined.</summary>
    public static async Task<SandboxParts> AssembleAsync(SandboxFoundation foundation, CancellationToken cancellationToken)
    {
        SandboxState state = foundation.State;
        ObjectStore store = state.Hub();
        var access = new HubAccess(foundation, store);
        ResourceTable table = HubResources.Table();
        access.AddTo(table);
        var hub = new ResourceApi(table, store, authorizer: access.Authorizer);
        var collector = new GarbageCollector(Retry, TimeProvider.System, _ => { });
        collector.Attach(hub);
        access.Start(hub, Retry, _ => { });
        InProcessClient admin = hub.Client("sandbox");
        SandboxFleet? fleet = null;
        var bootstrap = new ClusterBootstrap(hub.Client("registration", HubAccess.BootstrapUser(admin)), name => fleet?.Notice(name));
        var clusters = new ClusterApis(cluster => NewCluster(state.Cluster(cluster), collector), cluster => EndCluster(cluster, collector));
        Func<string, ManagedClusterProfile> profileOf = _ => new ManagedClusterProfile { WorkloadDelay = foundation.Options.WorkloadDelay };
        fleet = new SandboxFleet(
            manager => hub.Client(manager),
            (cluster, manager) => clusters.Get(cluster).Client(manager),
            new SandboxFleetOptions
            {
                KeepsClusterNamespace = true,
                HubServer = foundation.Url.AbsoluteUri.TrimEnd('/'),
                ProfileOf = profileOf,
                RawFeedback = foundation.Options.RawFeedback,
                LetGo = clusters.LetGo,
                MayConnect = name => !bootstrap.IsPending(name),
                AddressOf = cluster => new ClusterAddress(new Uri(foundation.Url, $"/clusters/{cluster}").AbsoluteUri, foundation.Authority.CertificatePem),
            });
        fleet.Start();
        string[] kept = [.. admin.List(OcmTypes.ManagedCluster).Select(cluster => cluster.Name())];
        string[] added = [.. (foundation.Options.Clusters ?? (state.IsNew ? DefaultClusters : [])).Except(kept)];
        FleetSeed.Create(admin, added);
        await WaitUntilJoinedAsync(admin, added, cancellationToken).ConfigureAwait(false);
        IAsyncDisposable[] services = [access, Supervise(collector), Supervise(bootstrap), fleet];
        IRequestHandler api = new ClusterRouter(
            new AuthorizationFilter(hub.Authorizer, new ApiServer(hub, access.Tokens)),
            name => fleet.Find(name) is null ? null : clusters.Handler(name));
        return new SandboxParts(api, services)
        {
            Clusters = [.. kept, .. added],
            Control = fleet.Control,
            Store = hub.Store,
            Authorizer = hub.Authorizer,
            Tokens = access.Tokens,
            RequestJoin = bootstrap.Request,
        };
    }

    private static Supervisor Supervise(IActor actor) => new(actor, _ => { }, Retry, TimeProvider.System);

    private static ResourceApi NewCluster(ObjectStore store, GarbageCollector collector)
    {
        var api = new ResourceApi(ManagedClusterResources.Table(), store);
        collector.Attach(api);
        return api;
    }

    private static void EndCluster(ResourceApi api, GarbageCollector collector)
    {
        collector.Detach(api);
        api.Store.Clear();
    }

    private static async Task WaitUntilJoinedAsync(InProcessClient hub, IReadOnlyList<string> clusters, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(JoinPatience);
        var missing = new HashSet<string>(clusters);
        if (missing.Count == 0)
        {
            return;
        }

        try
        {
            await foreach (ResourceEvent change in hub.WatchAsync(OcmTypes.ManagedCluster, null, patience.Token).ConfigureAwait(false))
            {
                if (ConditionList.IsTrue(change.Object.ArrayAt("status", "conditions"), "ManagedClusterConditionAvailable"))
                {
                    missing.Remove(change.Object.Name());
                }

                if (missing.Count == 0)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // They join later; until then a client sees them as any hub shows clusters that are on their way.
        }
    }
}
