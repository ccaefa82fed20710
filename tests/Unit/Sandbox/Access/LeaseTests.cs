using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.Registration;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Tests.Sandbox.Agents;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>What the hub says of clusters that are no longer heard of.</summary>
public sealed class LeaseTests
{
    private const string Available = "ManagedClusterConditionAvailable";

    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));

    [Fact]
    public async Task A_lease_that_ran_out_leaves_the_cluster_unknown_and_tainted_until_its_agent_is_back()
    {
        var time = new ManualTime();
        ResourceTable table = HubResources.Table(time);
        table.Add(new ResourceDefinition { Type = KubernetesTypes.Lease, IsBuiltIn = true, HasGeneration = false });
        var api = new ResourceApi(table, time: time);
        InProcessClient hub = api.Client("tester");
        await using var lease = new Supervisor(new LeaseController(hub, Retry, time, _ => { }), _ => { }, Retry, time);
        await using var taints = new Supervisor(new TaintController(hub, Retry, time, _ => { }), _ => { }, Retry, time);
        await using var registration = new Supervisor(new RegistrationController(hub, Retry, time, _ => { }), _ => { }, Retry, time);
        FleetSeed.Create(hub, ["one"]);
        await TestFleet.ObjectAsync(hub, KubernetesTypes.Lease, "one", "managed-cluster-lease", _ => true);
        Say(hub, time, Condition.True, "ManagedClusterAvailable");
        await TestFleet.ObjectAsync(hub, OcmTypes.ManagedCluster, null, "one", value => value.ArrayAt("spec", "taints") is null);

        // One second before the end of five times sixty nothing happens; what is looked at then is only looked at again because it changes.
        time.Advance(TimeSpan.FromSeconds(299));
        Touch(hub, "a");
        Touch(hub, "b");
        Assert.True(ConditionList.IsTrue(hub.Get(OcmTypes.ManagedCluster, null, "one").ArrayAt("status", "conditions"), Available));

        time.Advance(TimeSpan.FromSeconds(1));
        Touch(hub, "c");
        JsonObject lost = await TestFleet.ObjectAsync(hub, OcmTypes.ManagedCluster, null, "one", value =>
            ConditionList.Find(value.ArrayAt("status", "conditions"), Available).TextAt("status") == Condition.Unknown && value.ArrayAt("spec", "taints") is not null);
        JsonObject? condition = ConditionList.Find(lost.ArrayAt("status", "conditions"), Available);
        Assert.Equal("ManagedClusterLeaseUpdateStopped", condition.TextAt("reason"));
        Assert.Equal("Registration agent stopped updating its lease.", condition.TextAt("message"));
        Assert.Equal("cluster.open-cluster-management.io/unreachable", lost.ObjectsAt("spec", "taints").Single().TextAt("key"));

        hub.Change(KubernetesTypes.Lease, "one", "managed-cluster-lease", value =>
        {
            value.Child("spec")["renewTime"] = time.GetUtcNow().ToApiMicroTime();
            return true;
        });
        Say(hub, time, Condition.False, "ManagedClusterKubeAPIServerUnavailable");
        await TestFleet.ObjectAsync(hub, OcmTypes.ManagedCluster, null, "one", value =>
            value.ObjectsAt("spec", "taints").Any(taint => taint.TextAt("key") == "cluster.open-cluster-management.io/unavailable") && value.ArrayAt("spec", "taints")!.Count == 1);
        Say(hub, time, Condition.True, "ManagedClusterAvailable");
        await TestFleet.ObjectAsync(hub, OcmTypes.ManagedCluster, null, "one", value => value.ArrayAt("spec", "taints") is null);
    }

    private static void Say(InProcessClient hub, TimeProvider time, string status, string reason) =>
        hub.ChangeStatus(OcmTypes.ManagedCluster, null, "one", value =>
            ConditionList.Set(value.Child("status").List("conditions"), new(Available, status, reason, "said by a test"), time.GetUtcNow()));

    private static void Touch(InProcessClient hub, string label) =>
        hub.Change(OcmTypes.ManagedCluster, null, "one", value =>
        {
            value.Child("metadata").Child("labels")[label] = "";
            return true;
        });
}
