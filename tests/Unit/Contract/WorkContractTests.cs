using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>What every work agent does with the options of a work, as its status on the hub shows it.</summary>
public sealed class WorkContractTests
{
    public static TheoryData<string> Hubs => ContractHub.All;

    /// <summary>A work of one ConfigMap, whose value is fed back.</summary>
    private static JsonObject Work(ContractHub hub, string name, string value, string? strategy = null, string? deletion = null)
    {
        JsonObject work = JsonNode.Parse("""
            {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"WORK"},
             "spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"MAP","namespace":"default"},"data":{"k":"VALUE"}}]},
              "manifestConfigs":[{"resourceIdentifier":{"group":"","resource":"configmaps","name":"MAP","namespace":"default"},
               "feedbackRules":[{"type":"JSONPaths","jsonPaths":[{"name":"k","path":".data.k"}]}]}]}}
            """.Replace("WORK", name).Replace("MAP", hub.Name).Replace("VALUE", value))!.AsObject();
        if (strategy is not null)
        {
            work["spec"]!["manifestConfigs"]![0]!["updateStrategy"] = JsonNode.Parse(strategy);
        }

        if (deletion is not null)
        {
            work["spec"]!["deleteOption"] = new JsonObject { ["propagationPolicy"] = deletion };
        }

        return work;
    }

    private static bool Shows(JsonObject work, string value) =>
        (string?)work["status"]?["resourceStatus"]?["manifests"]?[0]?["statusFeedback"]?["values"]?[0]?["fieldValue"]?["string"] == value;

    private static bool IsApplied(JsonObject work, string status)
    {
        JsonNode? applied = work["status"]?["conditions"]?.AsArray().FirstOrDefault(one => (string?)one!["type"] == "Applied");
        return (string?)applied?["status"] == status && (long?)applied?["observedGeneration"] == (long)work["metadata"]!["generation"]!;
    }

    private static string Change(JsonObject work) => new JsonObject { ["spec"] = work["spec"]!.DeepClone() }.ToJsonString();

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task What_is_created_only_stays_as_it_was_created(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string works = ContractHub.WorksOf(await hub.ClusterAsync());
        const string Strategy = """{"type":"CreateOnly"}""";
        await hub.MakeAsync(works, Work(hub, hub.Name, "first", Strategy));
        await hub.EventuallyAsync($"{works}/{hub.Name}", work => Shows(work, "first"), "the value is fed back");
        Assert.Equal(200, (await hub.MergeAsync($"{works}/{hub.Name}", Change(Work(hub, hub.Name, "second", Strategy)))).Status);
        JsonObject after = await hub.EventuallyAsync($"{works}/{hub.Name}", work => IsApplied(work, "True"), "the change counts as applied");
        Assert.True(Shows(after, "first"), after.ToJsonString());

        await hub.MergeAsync($"{works}/{hub.Name}", Change(Work(hub, hub.Name, "third", """{"type":"Update"}""")));
        await hub.EventuallyAsync($"{works}/{hub.Name}", work => Shows(work, "third"), "the value is updated");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task What_is_read_only_is_looked_for_and_never_made(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string works = ContractHub.WorksOf(await hub.ClusterAsync());
        await hub.MakeAsync(works, Work(hub, hub.Name, "mine", """{"type":"ReadOnly"}"""));
        JsonObject work = await hub.EventuallyAsync($"{works}/{hub.Name}", value => ContractAnswer.ConditionOf(value, "Available") == "False", "there is nothing to read");
        Assert.Equal("True", ContractAnswer.ConditionOf(work, "Applied"));
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Server_side_appliers_conflict_until_one_forces(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string works = ContractHub.WorksOf(await hub.ClusterAsync());
        string other = $"{hub.Name}-other";
        await hub.MakeAsync(works, Work(hub, hub.Name, "first", """{"type":"ServerSideApply","serverSideApply":{"fieldManager":"work-agent-a"}}"""));
        await hub.EventuallyAsync($"{works}/{hub.Name}", work => IsApplied(work, "True"), "the first is applied");

        await hub.MakeAsync(works, Work(hub, other, "second", """{"type":"ServerSideApply","serverSideApply":{"fieldManager":"work-agent-b"}}"""));
        JsonObject conflict = await hub.EventuallyAsync($"{works}/{other}", work => IsApplied(work, "False"), "the second conflicts");
        JsonNode applied = conflict["status"]!["resourceStatus"]!["manifests"]![0]!["conditions"]!.AsArray().Single(one => (string?)one!["type"] == "Applied")!;
        Assert.Equal("AppliedManifestFailed", (string?)applied["reason"]);
        Assert.Contains("conflict", (string?)applied["message"]);

        await hub.MergeAsync($"{works}/{other}", Change(Work(hub, other, "second", """{"type":"ServerSideApply","serverSideApply":{"fieldManager":"work-agent-b","force":true}}""")));
        await hub.EventuallyAsync($"{works}/{other}", work => IsApplied(work, "True") && Shows(work, "second"), "the second forced it");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task What_is_orphaned_outlives_its_work(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string works = ContractHub.WorksOf(await hub.ClusterAsync());
        await hub.MakeAsync(works, Work(hub, hub.Name, "left", deletion: "Orphan"));
        await hub.EventuallyAsync($"{works}/{hub.Name}", work => IsApplied(work, "True"), "the work is applied");
        await hub.SendAsync("DELETE", $"{works}/{hub.Name}");
        await hub.EventuallyAsync($"{works}/{hub.Name}", answer => (string?)answer["kind"] == "Status", "the work is gone");

        string reader = $"{hub.Name}-reader";
        await hub.MakeAsync(works, Work(hub, reader, "unseen", """{"type":"ReadOnly"}"""));
        await hub.EventuallyAsync($"{works}/{reader}", work => Shows(work, "left"), "it is still there");

        // Taken over, so that it goes at the end.
        await hub.MergeAsync($"{works}/{reader}", Change(Work(hub, reader, "taken", """{"type":"Update"}""")));
        await hub.EventuallyAsync($"{works}/{reader}", work => Shows(work, "taken"), "it is taken over");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_replica_set_makes_works_where_its_placement_decides(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Bindings, JsonNode.Parse(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}""")!.AsObject());
        await hub.MakeAsync(hub.Placements, JsonNode.Parse(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"p"},"spec":{"numberOfClusters":1}}""")!.AsObject());
        string sets = $"/apis/work.open-cluster-management.io/v1alpha1/namespaces/{hub.Name}/manifestworkreplicasets";
        await hub.MakeAsync(sets, new JsonObject
        {
            ["apiVersion"] = "work.open-cluster-management.io/v1alpha1",
            ["kind"] = "ManifestWorkReplicaSet",
            ["metadata"] = new JsonObject { ["name"] = "fleet" },
            ["spec"] = new JsonObject
            {
                ["placementRefs"] = new JsonArray(new JsonObject { ["name"] = "p" }),
                ["manifestWorkTemplate"] = Work(hub, "w", "v")["spec"]!.DeepClone(),
            },
        });
        string made = $"/apis/work.open-cluster-management.io/v1/manifestworks?labelSelector=work.open-cluster-management.io%2Fmanifestworkreplicaset%3D{hub.Name}.fleet";
        JsonObject works = await hub.EventuallyAsync(made, list => list["items"]!.AsArray().Count == 1, "there is one work");
        Assert.StartsWith("fleet", (string?)works["items"]![0]!["metadata"]!["name"]);
        JsonObject set = await hub.EventuallyAsync($"{sets}/fleet", value => ContractAnswer.ConditionOf(value, "ManifestworkApplied") == "True", "the set is applied");
        Assert.Equal("True", ContractAnswer.ConditionOf(set, "PlacementVerified"));
        Assert.Equal(1, (int?)set["status"]!["summary"]!["total"]);

        await hub.SendAsync("DELETE", $"{sets}/fleet");
        await hub.EventuallyAsync(made, list => list["items"]!.AsArray().Count == 0, "its works are gone");
    }
}
