using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Registration;

/// <summary>
/// What the hub decides of its clusters: an accepted one gets a namespace, rights, a lease and the condition that says so; one
/// that was accepted and no longer is gets the condition Denied. One that was never accepted is left alone, as OCM does.
/// </summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a cluster that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class RegistrationController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string ClusterNameLabel = "open-cluster-management.io/cluster-name";
    private const string LeaseName = "managed-cluster-lease";
    private const string Accepted = "HubAcceptedManagedCluster";

    private readonly ClusterRights _rights = new(hub);

    public string Name => "registration controller";

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
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(OcmTypes.ManagedCluster, null, name) is not { } cluster)
        {
            _rights.Revoke(name);
            return null;
        }

        if (cluster.IsDeleting())
        {
            return null;
        }

        var accepts = cluster.BooleanAt("spec", "hubAcceptsClient") == true;
        hub.Change(OcmTypes.ManagedCluster, null, name, value =>
            !value.IsDeleting() && (value.AddFinalizer(ClusterFinalizers.Cleanup) | (accepts && value.AddFinalizer(ClusterFinalizers.ApiCleanup))));
        if (accepts)
        {
            Accept(name);
        }
        else if (ConditionList.IsTrue(cluster.ArrayAt("status", "conditions"), Accepted))
        {
            _rights.Reduce(name);
            Set(name, new Condition(Accepted, Condition.False, "HubClusterAdminDenied", "Denied by hub cluster admin"));
        }

        return null;
    }

    private void Accept(string name)
    {
        CreateIfMissing(KubernetesTypes.Namespace, null, name, new JsonObject
        {
            ["labels"] = new JsonObject { [ClusterNameLabel] = name },
            ["name"] = name,
        });
        _rights.Grant(name);
        if (hub.Serves(KubernetesTypes.Lease))
        {
            CreateIfMissing(KubernetesTypes.Lease, name, LeaseName, new JsonObject
            {
                ["labels"] = new JsonObject { [ClusterNameLabel] = name },
                ["name"] = LeaseName,
                ["namespace"] = name,
            }, new JsonObject { ["holderIdentity"] = LeaseName, ["renewTime"] = time.GetUtcNow().ToApiMicroTime() });
        }

        Set(name,
            new Condition(Accepted, Condition.True, "HubClusterAdminAccepted", "Accepted by hub cluster admin"),
            // A real hub compares its clock with the lease; here both read the same clock.
            new Condition("ManagedClusterConditionClockSynced", Condition.True, "ManagedClusterClockSynced",
                "The clock of the managed cluster is synced with the hub."));
    }

    private void Set(string name, params Condition[] conditions) =>
        hub.ChangeStatus(OcmTypes.ManagedCluster, null, name, value =>
        {
            foreach (var condition in conditions)
            {
                ConditionList.Set(value.Child("status").List("conditions"), condition, time.GetUtcNow());
            }
        });

    private void CreateIfMissing(ResourceType type, string? @namespace, string name, JsonObject metadata, JsonObject? spec = null)
    {
        if (hub.Get(type, @namespace, name) is not null)
        {
            return;
        }

        var value = new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = metadata };
        if (spec is not null)
        {
            value["spec"] = spec;
        }

        try
        {
            hub.Create(type, @namespace, value);
        }
        catch (ApiException error) when (error.Reason == "AlreadyExists")
        {
            // Somebody was faster; it is there.
        }
    }
}
