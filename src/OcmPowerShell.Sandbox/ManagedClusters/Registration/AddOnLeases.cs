using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Registration;

/// <summary>
/// Reports for all registration agents whether the agents of add-ons live: each renews a lease of its name on its cluster.
/// Add-ons whose health somebody else tells are left alone.
/// </summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="connected">A cluster whose agent runs, by its name; null for another.</param>
/// <param name="interval">How often to look; real agents do not act on changes, either.</param>
/// <param name="backoff">Pause before an add-on that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class AddOnLeases(
    IResourceClient hub, Func<string, ManagedCluster?> connected, TimeSpan interval, Backoff backoff, TimeProvider time, Action<ActorFault> report)
    : IActor
{
    private const string DefaultNamespace = "open-cluster-management-agent-addon";

    // A lease counts for five times the minute in which it is to be renewed.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(5);

    public string Name => "add-on leases";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of managedclusteraddons", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.ManagedClusterAddOn, null, stop))
            {
                loop.AddAfter($"{change.Object.Namespace()}/{change.Object.Name()}", interval);
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string key)
    {
        var (cluster, name) = key.Split('/', 2) is [var first, var second] ? (first, second) : ("", key);
        if (hub.Get(OcmTypes.ManagedClusterAddOn, cluster, name) is not { } addOn
            || addOn.TextAt("status", "healthCheck", "mode") == "Customized")
        {
            return null;
        }

        if (connected(cluster) is { } home)
        {
            var condition = Of(addOn, home);
            hub.ChangeStatus(OcmTypes.ManagedClusterAddOn, cluster, name, value =>
            {
                if (value.TextAt("status", "healthCheck", "mode") != "Customized")
                {
                    ConditionList.Set(value.Child("status").List("conditions"), condition, time.GetUtcNow());
                }
            });
        }

        return interval;
    }

    private Condition Of(JsonObject addOn, ManagedCluster cluster)
    {
        var name = addOn.Name();
        var @namespace = addOn.TextAt("status", "namespace") is { Length: > 0 } reported
            ? reported
            : addOn.TextAt("spec", "installNamespace") is { Length: > 0 } wanted ? wanted : DefaultNamespace;
        var lease = cluster.ClientFor("work-agent").Get(KubernetesTypes.Lease, @namespace, name);
        if (lease is null)
        {
            return new("Available", Condition.Unknown, "ManagedClusterAddOnLeaseNotFound", $"The status of {name} add-on is unknown.");
        }

        var isRenewed = DateTimeOffset.TryParse(
            lease.TextAt("spec", "renewTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed)
            && time.GetUtcNow() - renewed < GracePeriod;
        return isRenewed
            ? new("Available", Condition.True, "ManagedClusterAddOnLeaseUpdated", $"{name} add-on is available.")
            : new("Available", Condition.False, "ManagedClusterAddOnLeaseUpdateStopped", $"{name} add-on is not available.");
    }
}
