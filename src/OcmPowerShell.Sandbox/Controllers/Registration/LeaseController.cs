using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Registration;

/// <summary>
/// Says of a cluster whose agent has stopped renewing its lease that nobody knows whether it is available. That it is
/// again, its agent says.
/// </summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a cluster that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class LeaseController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string LeaseName = "managed-cluster-lease";
    private const string Available = "ManagedClusterConditionAvailable";
    private const int GraceFactor = 5;
    private const int DefaultLeaseSeconds = 60;

    public string Name => "lease controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        if (!hub.Serves(KubernetesTypes.Lease))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

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

    /// <summary>A lease that is renewed wakes nobody up: when it would run out, it is looked at again.</summary>
    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(OcmTypes.ManagedCluster, null, name) is not { } cluster
            || ConditionList.Find(cluster.ArrayAt("status", "conditions"), "HubAcceptedManagedCluster") is null)
        {
            return null;
        }

        var lease = hub.Get(KubernetesTypes.Lease, name, LeaseName);
        if (lease is null && !cluster.IsDeleting())
        {
            // Whoever accepts the cluster makes it.
            return null;
        }

        var grace = TimeSpan.FromSeconds(GraceFactor * (cluster.IntegerAt("spec", "leaseDurationSeconds") is > 0 and var seconds ? seconds : DefaultLeaseSeconds));
        var left = RenewedAt(lease) + grace - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        hub.ChangeStatus(OcmTypes.ManagedCluster, null, name, value =>
        {
            // Between the look at the lease and this write the agent may have come back.
            var hasExpired = RenewedAt(hub.Get(KubernetesTypes.Lease, name, LeaseName)) + grace <= time.GetUtcNow();
            if (hasExpired && ConditionList.Find(value.ArrayAt("status", "conditions"), Available).TextAt("status") != Condition.Unknown)
            {
                ConditionList.Set(value.Child("status").List("conditions"),
                    new(Available, Condition.Unknown, "ManagedClusterLeaseUpdateStopped", "Registration agent stopped updating its lease."), time.GetUtcNow());
            }
        });
        return grace;
    }

    private static DateTimeOffset RenewedAt(JsonObject? lease) =>
        DateTimeOffset.TryParse(lease.TextAt("spec", "renewTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed)
            ? renewed
            : DateTimeOffset.MinValue.AddDays(1);
}
