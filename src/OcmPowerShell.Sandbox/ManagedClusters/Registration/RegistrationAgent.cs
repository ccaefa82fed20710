using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Registration;

/// <summary>
/// The registration agent of one managed cluster: once the hub has accepted the cluster it joins, and reports what the
/// cluster is: version, capacity, claims, that it is available. It is told of changes of its ManagedCluster
/// (<see cref="Notice"/>), so that one watch on the hub serves all agents.
/// </summary>
internal sealed class RegistrationAgent(
    ManagedCluster cluster, IResourceClient hub, ClusterAddress address, Backoff backoff, TimeProvider time, Action<ActorFault> report)
    : IActor
{
    private const string LeaseName = "managed-cluster-lease";
    private const int DefaultLeaseSeconds = 60;

    private ReconcileLoop? _loop;
    private DateTimeOffset _renewed;

    public string Name => $"registration agent of {cluster.Name}";

    /// <summary>The ManagedCluster changed on the hub.</summary>
    public void Notice() => Volatile.Read(ref _loop)?.Add(cluster.Name);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        Volatile.Write(ref _loop, loop);
        _renewed = default;
        var own = cluster.ClientFor("registration-agent");
        loop.Follow("the watch of clusterclaims", async stop =>
        {
            await foreach (var _ in own.WatchAsync(OcmTypes.ClusterClaim, null, stop))
            {
                loop.Add(cluster.Name);
            }
        });
        try
        {
            loop.Add(cluster.Name);
            await loop.RunAsync(Reconcile);
        }
        finally
        {
            Volatile.Write(ref _loop, null);
        }
    }

    /// <summary>Tells the hub that the agent lives, if it is time to.</summary>
    public void RenewLease()
    {
        if (hub.Get(OcmTypes.ManagedCluster, null, cluster.Name) is not { } managed || !IsAccepted(managed))
        {
            return;
        }

        var now = time.GetUtcNow();
        var duration = TimeSpan.FromSeconds(managed.IntegerAt("spec", "leaseDurationSeconds") is > 0 and var seconds ? seconds : DefaultLeaseSeconds);
        if (now - _renewed < duration)
        {
            return;
        }

        var renewed = hub.Change(KubernetesTypes.Lease, cluster.Name, LeaseName, lease =>
        {
            lease.Child("spec")["renewTime"] = now.ToApiMicroTime();
            return true;
        });
        _renewed = renewed is null ? _renewed : now;
        if (!ConditionList.IsTrue(managed.ArrayAt("status", "conditions"), "ManagedClusterConditionAvailable"))
        {
            // The hub has given the agent up in the meantime.
            Notice();
        }
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(OcmTypes.ManagedCluster, null, name) is not { } managed || managed.IsDeleting() || !IsAccepted(managed))
        {
            return null;
        }

        hub.Change(OcmTypes.ManagedCluster, null, name, WriteAddress);
        hub.ChangeStatus(OcmTypes.ManagedCluster, null, name, value =>
        {
            if (IsAccepted(value))
            {
                Report(value.Child("status"));
            }
        });
        RenewLease();
        return null;
    }

    private static bool IsAccepted(JsonObject managed) =>
        managed.BooleanAt("spec", "hubAcceptsClient") == true
        && ConditionList.IsTrue(managed.ArrayAt("status", "conditions"), "HubAcceptedManagedCluster");

    /// <summary>Where the cluster's API server is.</summary>
    private bool WriteAddress(JsonObject managed)
    {
        var config = new JsonObject { ["url"] = address.Url };
        if (address.AuthorityPem is { } pem)
        {
            config["caBundle"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
        }

        // What somebody else wrote stays; what this agent wrote is brought up to date, as when the port is another one.
        if (managed.ArrayAt("spec", "managedClusterClientConfigs") is { Count: > 0 } known
            && !(known.Count == 1 && known[0].TextAt("url")?.EndsWith($"/clusters/{cluster.Name}", StringComparison.Ordinal) == true
                && !JsonEquality.Same(known[0], config)))
        {
            return false;
        }

        managed.Child("spec")["managedClusterClientConfigs"] = new JsonArray(config);
        return true;
    }

    private void Report(JsonObject status)
    {
        var now = time.GetUtcNow();
        var conditions = status.List("conditions");
        ConditionList.Set(conditions, new("ManagedClusterJoined", Condition.True, "ManagedClusterJoined", "Managed cluster joined"), now);
        ConditionList.Set(conditions,
            new("ManagedClusterConditionAvailable", Condition.True, "ManagedClusterAvailable", "Managed cluster is available"), now);

        var profile = cluster.Profile;
        status["allocatable"] = Quantities(profile.Capacity);
        status["capacity"] = Quantities(profile.Capacity);
        status["version"] = new JsonObject { ["kubernetes"] = profile.KubernetesVersion };
        status["clusterClaims"] = new JsonArray([.. cluster.Claims().Select(claim => new JsonObject { ["name"] = claim.Name, ["value"] = claim.Value })]);
    }

    private static JsonObject Quantities(IReadOnlyDictionary<string, string> quantities) =>
        new(quantities.Select(item => KeyValuePair.Create<string, JsonNode?>(item.Key, item.Value)));
}
