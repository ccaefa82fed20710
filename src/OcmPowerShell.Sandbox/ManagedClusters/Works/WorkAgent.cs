using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>
/// The work agent of one managed cluster: applies the ManifestWorks in the cluster's namespace on the hub and reports on
/// the hub what became of them. It is told of works (<see cref="Notice"/>), so that one watch on the hub serves
/// all agents.
/// </summary>
/// <param name="cluster">The cluster it runs on.</param>
/// <param name="hub">The hub, as <c>work</c>.</param>
/// <param name="options">How it behaves.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class WorkAgent(ManagedCluster cluster, IResourceClient hub, AgentOptions options, Action<ActorFault> report) : IActor
{
    private ReconcileLoop? _loop;
    private WorkReconciler? _reconciler;

    public string Name => $"work agent of {cluster.Name}";

    /// <summary>A work of this cluster changed on the hub. Between two runs this is lost, which does no harm: a run lists all works.</summary>
    public void Notice(JsonObject work)
    {
        if (Volatile.Read(ref _reconciler)?.Wrote(work) != true)
        {
            Volatile.Read(ref _loop)?.Add(work.Name());
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, options.Retry, options.Time, cancellationToken);
        var reconciler = new WorkReconciler(cluster, hub, options, loop);
        Volatile.Write(ref _reconciler, reconciler);
        Volatile.Write(ref _loop, loop);
        try
        {
            foreach (var work in hub.List(OcmTypes.ManifestWork, cluster.Name))
            {
                loop.Add(work.Name());
            }

            await loop.RunAsync(reconciler.Reconcile);
        }
        finally
        {
            Volatile.Write(ref _loop, null);
            Volatile.Write(ref _reconciler, null);
        }
    }
}
