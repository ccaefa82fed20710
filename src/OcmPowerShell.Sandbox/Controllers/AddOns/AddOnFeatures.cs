using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>
/// What the hub's registration does for add-ons: a label of the ManagedCluster tells how each of its add-ons is, and add-ons
/// of a cluster that nobody hears of are not known to be available.
/// </summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a cluster that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class AddOnFeatures(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string Prefix = "feature.open-cluster-management.io/addon-";
    private const string Available = "Available";

    public string Name => "add-on features";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of managedclusters", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.ManagedCluster, null, stop))
            {
                loop.Add(change.Object.Name());
            }
        });
        loop.Follow("the watch of managedclusteraddons", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.ManagedClusterAddOn, null, stop))
            {
                loop.Add(change.Object.Namespace());
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(OcmTypes.ManagedCluster, null, name) is not { } cluster
            || ConditionList.Find(cluster.ArrayAt("status", "conditions"), "ManagedClusterConditionAvailable") is not { } available)
        {
            return null;
        }

        var addOns = hub.List(OcmTypes.ManagedClusterAddOn, name);
        if (available.TextAt("status") == Condition.Unknown)
        {
            foreach (var addOn in addOns)
            {
                Forget(addOn, available);
            }
        }

        var wanted = addOns.Where(addOn => !addOn.IsDeleting()).ToDictionary(addOn => Prefix + addOn.Name(), StateOf);
        hub.Change(OcmTypes.ManagedCluster, null, name, value => !value.IsDeleting() && SetLabels(value, wanted));
        return null;
    }

    private static string StateOf(JsonObject addOn) => ConditionList.Find(addOn.ArrayAt("status", "conditions"), Available).TextAt("status") switch
    {
        Condition.True => "available",
        Condition.False => "unhealthy",
        _ => "unreachable",
    };

    private static bool SetLabels(JsonObject cluster, Dictionary<string, string> wanted)
    {
        var known = (cluster.ObjectAt("metadata", "labels") ?? [])
            .Where(label => label.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(label => label.Key, label => label.Value.TextAt());
        if (known.Count == wanted.Count && wanted.All(label => known.GetValueOrDefault(label.Key) == label.Value))
        {
            return false;
        }

        var labels = cluster.Child("metadata").Child("labels");
        foreach (var name in known.Keys.Where(name => !wanted.ContainsKey(name)))
        {
            labels.Remove(name);
        }

        foreach (var (name, state) in wanted)
        {
            labels[name] = state;
        }

        return true;
    }

    private void Forget(JsonObject addOn, JsonObject available) =>
        hub.ChangeStatus(OcmTypes.ManagedClusterAddOn, addOn.Namespace(), addOn.Name(), value => ConditionList.Set(
            value.Child("status").List("conditions"),
            new(Available, Condition.Unknown, available.TextAt("reason") ?? "", available.TextAt("message") ?? ""),
            time.GetUtcNow()));
}
