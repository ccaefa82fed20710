using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class FleetLifeTests
{
    [Fact]
    public async Task A_stopped_fleet_leaves_everything_as_it_is()
    {
        var fleet = await TestFleet.WithAsync(["one", "two"]);
        fleet.CreateWork("one", "w", Manifest.List(Manifest.Deployment("a")));
        await fleet.WorkAsync("one", "w", "Available", "True");

        await fleet.DisposeAsync();
        await fleet.DisposeAsync();

        Assert.Empty(fleet.Fleet.Clusters);
        fleet.CreateWork("one", "late", Manifest.List(Manifest.ConfigMap("a")));
        Assert.Empty(fleet.Hub.Get(OcmTypes.ManifestWork, "one", "late")!.ObjectsAt("metadata", "finalizers"));
        Assert.NotNull(fleet.Cluster("one").Get(Manifest.Deployments, "default", "a"));
    }

    [Fact]
    public async Task Agents_that_start_anew_find_their_works_as_they_left_them()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        fleet.CreateWork("one", "w", Manifest.List(Manifest.Deployment("a"), Manifest.Job("b"), Manifest.Service("c")),
            Manifest.Config("apps", "deployments", """ "feedbackRules":[{"type":"WellKnownStatus"}] """));
        var cluster = fleet.Cluster("one");
        await TestFleet.ObjectAsync(cluster, Manifest.Jobs, "default", "b", value => value.IntegerAt("status", "succeeded") == 1);
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", HasSettled);
        var before = await fleet.WorkAsync("one", "w", work => work.ObjectsAt("status", "resourceStatus", "manifests").First()
            .ObjectsAt("statusFeedback", "values")
            .Any(value => value.TextAt("name") == "AvailableReplicas" && value.IntegerAt("fieldValue", "integer") == 2));
        var objects = Versions();

        foreach (var accepts in new[] { false, true })
        {
            fleet.Hub.Change(OcmTypes.ManagedCluster, null, "one", value =>
            {
                value.Child("spec")["hubAcceptsClient"] = accepts;
                return true;
            });
            await TestFleet.UntilAsync(() => fleet.Fleet.IsConnected("one") == accepts, () => "The agents do not follow.");
        }

        fleet.CreateWork("one", "next", Manifest.List(Manifest.ConfigMap("x")));
        await fleet.WorkAsync("one", "next", "Available", "True");
        Assert.Equal(before.TextAt("metadata", "resourceVersion"), fleet.Hub.Get(OcmTypes.ManifestWork, "one", "w").TextAt("metadata", "resourceVersion"));
        Assert.Equal(objects, Versions());

        // Both pods are ready, and the last that the controllers have to say of it is said.
        static bool HasSettled(JsonObject deployment) =>
            deployment.IntegerAt("status", "availableReplicas") == 2
            && ConditionList.Find(deployment.ArrayAt("status", "conditions"), "Progressing").TextAt("reason") == "NewReplicaSetAvailable";

        string[] Versions() => [.. new[] { (Manifest.Deployments, "a"), (Manifest.Jobs, "b"), (Manifest.Services, "c") }
            .Select(item => cluster.Get(item.Item1, "default", item.Item2).TextAt("metadata", "resourceVersion")!)];
    }
}
