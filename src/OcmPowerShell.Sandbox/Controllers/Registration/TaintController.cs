using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Registration;

/// <summary>Keeps placements from choosing clusters that are not available, or of which nobody knows it.</summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a cluster that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class TaintController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string Unavailable = "cluster.open-cluster-management.io/unavailable";
    private const string Unreachable = "cluster.open-cluster-management.io/unreachable";

    public string Name => "taint controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of managedclusters", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.ManagedCluster, null, stop))
            {
                if (change.Type != "DELETED")
                {
                    loop.Add(change.Object.Name());
                }
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string name)
    {
        hub.Change(OcmTypes.ManagedCluster, null, name, cluster => !cluster.IsDeleting() && Taint(cluster));
        return null;
    }

    private static bool Taint(JsonObject cluster)
    {
        var wanted = ConditionList.Find(cluster.ArrayAt("status", "conditions"), "ManagedClusterConditionAvailable").TextAt("status") switch
        {
            Condition.True => null,
            Condition.False => Unavailable,
            _ => Unreachable,
        };
        var taints = cluster.ObjectsAt("spec", "taints").ToList();
        var changed = taints.RemoveAll(taint => taint.TextAt("key") is Unavailable or Unreachable && taint.TextAt("key") != wanted) > 0;
        if (wanted is not null && !taints.Exists(taint => taint.TextAt("key") == wanted))
        {
            taints.Add(new JsonObject { ["effect"] = "NoSelect", ["key"] = wanted });
            changed = true;
        }

        if (!changed)
        {
            return false;
        }

        var spec = cluster.Child("spec");
        if (taints.Count == 0)
        {
            spec.Remove("taints");
        }
        else
        {
            spec["taints"] = new JsonArray([.. taints.Select(taint => taint.DeepClone())]);
        }

        return true;
    }
}
