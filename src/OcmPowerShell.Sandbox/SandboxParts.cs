using System.Collections.Concurrent;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Sandbox.ManagedClusters.Kinds;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox;

/// <summary>What makes a hub of a server: the API that answers, and the services that run beside it.</summary>
/// <param name="Api">Answers every request whose credentials hold, and looks at its rights.</param>
/// <param name="Services">Controllers and agents, already running; disposed last to first when the sandbox stops.</param>
internal sealed record SandboxParts(IRequestHandler Api, IReadOnlyList<IAsyncDisposable> Services)
{
    // Joining takes milliseconds a cluster; a start that takes longer than this goes on in the background.
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(10);

    /// <summary>Puts the parts of a sandbox together, and waits until its clusters have joined.</summary>
    public static async Task<SandboxParts> AssembleAsync(SandboxFoundation foundation, CancellationToken cancellationToken)
    {
        ResourceTable table = HubResources.Table();
        table.Add(new ResourceDefinition { Type = KubernetesTypes.Lease, IsBuiltIn = true, HasGeneration = false });
        var hub = new ResourceApi(table);
        var clusters = new ConcurrentDictionary<string, ResourceApi>();
        var fleet = new SandboxFleet(
            hub.Client,
            (cluster, manager) => clusters.GetOrAdd(cluster, _ => new ResourceApi(ManagedClusterResources.Table())).Client(manager),
            new SandboxFleetOptions
            {
                KeepsClusterNamespace = true,
                HubServer = foundation.Url.AbsoluteUri.TrimEnd('/'),
                ProfileOf = _ => new ManagedClusterProfile { WorkloadDelay = foundation.Options.WorkloadDelay },
            });
        fleet.Start();
        IResourceClient admin = hub.Client("sandbox");
        FleetSeed.Create(admin, foundation.Options.Clusters);
        await WaitUntilJoinedAsync(admin, foundation.Options.Clusters, cancellationToken).ConfigureAwait(false);
        return new SandboxParts(new AuthorizationFilter(hub.Authorizer, new ApiServer(hub)), [fleet]);
    }

    private static async Task WaitUntilJoinedAsync(IResourceClient hub, IReadOnlyList<string> clusters, CancellationToken cancellationToken)
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
