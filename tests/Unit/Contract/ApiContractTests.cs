using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>What every Kubernetes API server does with objects of any kind, as a client sees it.</summary>
public sealed class ApiContractTests
{
    public static TheoryData<string> Hubs => ContractHub.All;

    private static JsonObject Work(string name) => JsonNode.Parse("""
        {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"NAME","labels":{"a":"b"}},
         "spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"v"}}]}}}
        """.Replace("NAME", name))!.AsObject();

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_name_is_taken_once(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        JsonObject made = await hub.MakeAsync(hub.Works, Work("w"));
        Assert.Equal(1, (int)made["metadata"]!["generation"]!);

        ContractAnswer again = await hub.SendAsync("POST", hub.Works, Work("w").ToJsonString());
        Assert.Equal((409, "AlreadyExists"), (again.Status, again.Reason));
        Assert.Equal("manifestworks.work.open-cluster-management.io \"w\" already exists", again.Message);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task An_update_of_an_old_state_is_a_conflict(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        JsonObject first = await hub.MakeAsync(hub.Works, Work("w"));
        Assert.Equal(200, (await hub.MergeAsync($"{hub.Works}/w", """{"metadata":{"labels":{"a":"c"}}}""")).Status);

        ContractAnswer stale = await hub.SendAsync("PUT", $"{hub.Works}/w", first.ToJsonString());
        Assert.Equal((409, "Conflict"), (stale.Status, stale.Reason));
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Only_a_change_of_the_desired_state_counts_as_a_generation(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Works, Work("w"));
        ContractAnswer labelled = await hub.MergeAsync($"{hub.Works}/w", """{"metadata":{"labels":{"x":"y"}}}""");
        Assert.Equal(1, (int)labelled.Json["metadata"]!["generation"]!);
        ContractAnswer changed = await hub.MergeAsync($"{hub.Works}/w", """{"spec":{"deleteOption":{"propagationPolicy":"Orphan"}}}""");
        Assert.Equal(2, (int)changed.Json["metadata"]!["generation"]!);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_dry_run_says_what_would_be_and_keeps_nothing(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        ContractAnswer dry = await hub.SendAsync("POST", $"{hub.Works}?dryRun=All", Work("w").ToJsonString());
        Assert.Equal(201, dry.Status);
        Assert.Equal(404, (await hub.GetAsync($"{hub.Works}/w")).Status);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Unknown_fields_are_refused_warned_of_or_dropped_as_the_client_asks(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        JsonObject odd = Work("w");
        odd["spec"]!["nonsense"] = 1;
        ContractAnswer strict = await hub.SendAsync("POST", $"{hub.Works}?fieldValidation=Strict", odd.ToJsonString());
        Assert.Equal(400, strict.Status);
        Assert.Contains("unknown field \"spec.nonsense\"", strict.Message);

        ContractAnswer warned = await hub.SendAsync("POST", $"{hub.Works}?fieldValidation=Warn&dryRun=All", odd.ToJsonString());
        Assert.Contains(warned.Warnings, warning => warning.Contains("unknown field", StringComparison.Ordinal));
        Assert.Null(warned.Json["spec"]!["nonsense"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Two_appliers_share_an_object_until_they_want_the_same_field(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string target = $"{hub.ConfigMaps}/shared";
        string Map(string key, string value) => $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"shared"},"data":{"{{{key}}}":"{{{value}}}"}}""";
        Assert.Equal(201, (await hub.ApplyAsync(target, "one", Map("a", "1"))).Status);
        Assert.Equal(200, (await hub.ApplyAsync(target, "two", Map("b", "2"))).Status);

        ContractAnswer conflict = await hub.ApplyAsync(target, "two", Map("a", "2"));
        Assert.Equal((409, "Conflict"), (conflict.Status, conflict.Reason));
        Assert.Equal([".data.a"], conflict.Fields);

        ContractAnswer forced = await hub.ApplyAsync(target, "two", Map("a", "2"), force: true);
        Assert.Equal("2", (string?)forced.Json["data"]!["a"]);
        Assert.Null(forced.Json["data"]!["b"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task What_has_a_finalizer_goes_when_that_is_gone(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.ConfigMaps, JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","finalizers":["contract.test/hold"]}}""")!.AsObject());
        ContractAnswer deleted = await hub.SendAsync("DELETE", $"{hub.ConfigMaps}/c");
        Assert.Equal(200, deleted.Status);
        Assert.NotNull((await hub.GetAsync($"{hub.ConfigMaps}/c")).Json["metadata"]!["deletionTimestamp"]);
        await hub.MergeAsync($"{hub.ConfigMaps}/c", """{"metadata":{"finalizers":null}}""");
        Assert.Equal(404, (await hub.GetAsync($"{hub.ConfigMaps}/c")).Status);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task What_an_owner_leaves_behind_goes_with_it_unless_it_is_orphaned(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        foreach (string policy in new[] { "Background", "Foreground", "Orphan" })
        {
            string owner = $"owner-{policy.ToLowerInvariant()}";
            string child = $"child-{policy.ToLowerInvariant()}";
            JsonObject made = await hub.MakeAsync(hub.ConfigMaps, JsonNode.Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{owner}}}"}}""")!.AsObject());
            await hub.MakeAsync(hub.ConfigMaps, JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{child}}}","ownerReferences":[
                  {"apiVersion":"v1","kind":"ConfigMap","name":"{{{owner}}}","uid":"{{{(string)made["metadata"]!["uid"]!}}}","blockOwnerDeletion":true}]}}
                """)!.AsObject());
            ContractAnswer deleted = await hub.SendAsync("DELETE", $"{hub.ConfigMaps}/{owner}", $$"""{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"{{policy}}"}""");
            Assert.Equal(200, deleted.Status);
            await hub.EventuallyAsync($"{hub.ConfigMaps}/{owner}", answer => (string?)answer["kind"] == "Status", "the owner is gone");
            if (policy == "Orphan")
            {
                await hub.EventuallyAsync($"{hub.ConfigMaps}/{child}", answer => answer["metadata"]!["ownerReferences"] is null && (string?)answer["kind"] == "ConfigMap", "the child stays alone");
            }
            else
            {
                await hub.EventuallyAsync($"{hub.ConfigMaps}/{child}", answer => (string?)answer["kind"] == "Status", "the child is gone");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Pages_show_one_moment(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        foreach (string name in new[] { "a", "b", "c" })
        {
            await hub.MakeAsync(hub.Works, Work(name));
        }

        ContractAnswer first = await hub.GetAsync($"{hub.Works}?limit=2");
        await hub.MakeAsync(hub.Works, Work("d"));
        ContractAnswer rest = await hub.GetAsync($"{hub.Works}?limit=2&continue={Uri.EscapeDataString((string)first.Json["metadata"]!["continue"]!)}");
        Assert.Equal(["a", "b", "c"], first.Json["items"]!.AsArray().Concat(rest.Json["items"]!.AsArray()).Select(item => (string?)item!["metadata"]!["name"]));
        Assert.Equal((string?)first.Json["metadata"]!["resourceVersion"], (string?)rest.Json["metadata"]!["resourceVersion"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Selectors_choose_and_bad_ones_are_refused(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Works, Work("w"));
        foreach ((string selector, int count) in new[] { ("a=b", 1), ("a in (b,c)", 1), ("a notin (b)", 0), ("!a", 0), ("a,a!=c", 1) })
        {
            ContractAnswer found = await hub.GetAsync($"{hub.Works}?labelSelector={Uri.EscapeDataString(selector)}");
            Assert.True(found.Json["items"]!.AsArray().Count == count, selector);
        }

        Assert.Equal(400, (await hub.GetAsync($"{hub.Works}?labelSelector=a%20in%20(b")).Status);
        Assert.Equal(400, (await hub.GetAsync($"{hub.Works}?fieldSelector=spec.x=1")).Status);
        Assert.Single((await hub.GetAsync($"{hub.Works}?fieldSelector=metadata.name=w")).Json["items"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_watch_goes_on_from_a_version(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Works, Work("w"));
        string version = (string)(await hub.GetAsync(hub.Works)).Json["metadata"]!["resourceVersion"]!;
        await hub.MergeAsync($"{hub.Works}/w", """{"metadata":{"labels":{"a":"c"}}}""");
        await hub.SendAsync("DELETE", $"{hub.Works}/w");
        ContractAnswer watched = await hub.GetAsync($"{hub.Works}?watch=true&timeoutSeconds=2&resourceVersion={version}&labelSelector=a%3Db");

        // It left the selection, which is all that this watch may see of it.
        JsonNode only = Assert.Single(watched.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        Assert.Equal("DELETED", (string?)only["type"]);
        Assert.Equal("b", (string?)only["object"]!["metadata"]!["labels"]!["a"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Custom_kinds_take_no_strategic_patch(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Works, Work("w"));
        ContractAnswer refused = await hub.SendAsync("PATCH", $"{hub.Works}/w", """{"metadata":{"labels":{"x":"y"}}}""", "application/strategic-merge-patch+json");
        Assert.Equal((415, "UnsupportedMediaType"), (refused.Status, refused.Reason));
        await hub.MakeAsync(hub.ConfigMaps, JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}""")!.AsObject());
        Assert.Equal(200, (await hub.SendAsync("PATCH", $"{hub.ConfigMaps}/c", """{"data":{"x":"y"}}""", "application/strategic-merge-patch+json")).Status);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_kind_that_a_user_defines_is_served_and_checked(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string plural = $"{hub.Name.Replace("-", "", StringComparison.Ordinal)}s";
        string kind = char.ToUpperInvariant(plural[0]) + plural[1..^1];
        await hub.MakeAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JsonNode.Parse("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"PLURAL.contract.test"},
             "spec":{"group":"contract.test","scope":"Namespaced","names":{"plural":"PLURAL","kind":"KIND"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":
               {"spec":{"type":"object","required":["size"],"properties":{"size":{"type":"integer","minimum":1},"colour":{"type":"string","default":"red"}}}}}}}]}}
            """.Replace("PLURAL", plural).Replace("KIND", kind))!.AsObject());
        await hub.EventuallyAsync(
            $"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.contract.test",
            crd => ContractAnswer.ConditionOf(crd, "Established") == "True", "it is established");
        string collection = $"/apis/contract.test/v1/namespaces/{hub.Name}/{plural}";
        await hub.EventuallyAsync(collection, answer => (string?)answer["kind"] == $"{kind}List", "it is served");

        JsonObject made = await hub.MakeAsync(collection, JsonNode.Parse($$$"""{"apiVersion":"contract.test/v1","kind":"{{{kind}}}","metadata":{"name":"x"},"spec":{"size":2,"other":1}}""")!.AsObject());
        Assert.Equal("""{"colour":"red","size":2}""", made["spec"]!.ToJsonString());
        ContractAnswer bad = await hub.MergeAsync($"{collection}/x", """{"spec":{"size":0}}""");
        Assert.Equal((422, "Invalid"), (bad.Status, bad.Reason));
        Assert.Equal(["spec.size"], bad.Fields);
    }
}
