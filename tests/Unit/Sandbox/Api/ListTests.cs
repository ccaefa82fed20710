using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Store;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class ListTests
{
    private readonly ApiCaller _caller = new();

    private async Task CreateManyAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            Assert.Equal(201, (await _caller.CreateAsync($"w{number:000}")).Status);
        }
    }

    private static string[] Names(ApiCaller.Answer list) =>
        [.. list.Json["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];

    [Fact]
    public async Task Pages_are_of_one_moment_whatever_happens_between_them()
    {
        await CreateManyAsync(7);
        ApiCaller.Answer first = await _caller.GetAsync($"{ApiCaller.Works}?limit=3");
        await _caller.SendAsync("DELETE", $"{ApiCaller.Works}/w004");
        await _caller.CreateAsync("w0035");
        await _caller.MergeAsync($"{ApiCaller.Works}/w005", """{"metadata":{"labels":{"late":"yes"}}}""");

        ApiCaller.Answer second = await _caller.GetAsync($"{ApiCaller.Works}?limit=3&continue={first.Json["metadata"]!["continue"]}");
        ApiCaller.Answer third = await _caller.GetAsync($"{ApiCaller.Works}?limit=3&continue={second.Json["metadata"]!["continue"]}");

        Assert.Equal(["w000", "w001", "w002"], Names(first));
        Assert.Equal(["w003", "w004", "w005"], Names(second));
        Assert.Equal(["w006"], Names(third));
        Assert.Null(second.Json["items"]![2]!["metadata"]!["labels"]);
        Assert.Equal([4, 1], new[] { first, second }.Select(page => (int)page.Json["metadata"]!["remainingItemCount"]!));
        Assert.False(third.Json["metadata"]!.AsObject().ContainsKey("remainingItemCount"));
        Assert.Equal("", (string?)third.Json["metadata"]!["continue"]);
        Assert.Single(new[] { first, second, third }.Select(page => (string)page.Json["metadata"]!["resourceVersion"]!).Distinct());
    }

    [Fact]
    public async Task A_page_of_selected_objects_does_not_count_what_follows()
    {
        await CreateManyAsync(4);
        ApiCaller.Answer page = await _caller.GetAsync($"{ApiCaller.Works}?limit=2&labelSelector=!x");
        Assert.Equal(2, Names(page).Length);
        Assert.NotEqual("", (string?)page.Json["metadata"]!["continue"]);
        Assert.Null(page.Json["metadata"]!["remainingItemCount"]);
    }

    [Fact]
    public async Task A_list_that_took_too_long_expires_with_a_token_to_go_on_all_the_same()
    {
        await CreateManyAsync(3);
        ApiCaller.Answer first = await _caller.GetAsync($"{ApiCaller.Works}?limit=1");
        await _caller.CreateAsync("w9");
        _caller.Api.Store.Compact();

        ApiCaller.Answer expired = await _caller.GetAsync($"{ApiCaller.Works}?limit=1&continue={first.Json["metadata"]!["continue"]}");
        Assert.Equal((410, "Expired"), (expired.Status, (string?)expired.Json["reason"]));

        ApiCaller.Answer rest = await _caller.GetAsync($"{ApiCaller.Works}?continue={expired.Json["metadata"]!["continue"]}");
        Assert.Equal(["w001", "w002", "w9"], Names(rest));
    }

    [Fact]
    public void Snapshots_for_further_pages_are_kept_for_a_while_and_only_so_many()
    {
        var time = new ManualTime();
        var store = new ObjectStore(new ObjectStoreLimits { KeptSnapshots = 2 }, time);
        ResourceType works = OcmTypes.ManifestWork;
        long[] versions = [.. Enumerable.Range(0, 3).Select(number =>
        {
            store.Put(works, new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"w{number}" } });
            store.Keep(works, store.Read(works));
            return store.Version;
        })];
        store.Put(KubernetesTypes.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "n" } });

        Assert.Null(store.ReadAt(works, versions[0]));
        Assert.Equal(2, store.ReadAt(works, versions[1])!.Objects.Count);
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(store.ReadAt(works, versions[2]));
    }

    [Fact]
    public async Task A_list_of_all_namespaces_is_sorted_by_namespace_and_name()
    {
        foreach (string name in new[] { "a", "rec2", "z" })
        {
            _caller.Api.Client("t").Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }

        foreach (string @namespace in new[] { "z", "rec2", "rec", "a" })
        {
            await _caller.SendAsync("POST", ApiCaller.Works.Replace("/rec/", $"/{@namespace}/"), ApiCaller.Work("w"));
        }

        ApiCaller.Answer list = await _caller.GetAsync(ApiCaller.AllWorks);
        Assert.Equal(["a", "rec", "rec2", "z"], list.Json["items"]!.AsArray().Select(item => (string)item!["metadata"]!["namespace"]!));
        Assert.Equal(["w"], Names(await _caller.GetAsync(ApiCaller.Works)));
    }

    [Fact]
    public async Task A_large_list_comes_whole_and_well_formed()
    {
        await CreateManyAsync(700);
        ApiCaller.Answer list = await _caller.GetAsync(ApiCaller.AllWorks);
        Assert.True(list.Text.Length > 256 * 1024);
        Assert.Equal(700, Names(list).Length);
        Assert.Equal("ManifestWorkList", (string?)list.Json["kind"]);
    }

    [Fact]
    public async Task A_managed_cluster_shows_its_columns()
    {
        InProcessClient client = _caller.Api.Client("t");
        client.Create(OcmTypes.ManagedCluster, null, JsonNode.Parse("""
            {"metadata":{"name":"one"},"spec":{"hubAcceptsClient":true,"managedClusterClientConfigs":[{"url":"https://a:1"},{"url":"https://b:2"}]}}
            """)!.AsObject());
        JsonObject bare = client.Create(OcmTypes.ManagedCluster, null, JsonNode.Parse("""{"metadata":{"name":"two"}}""")!.AsObject());
        bare["status"] = JsonNode.Parse("""
            {"conditions":[{"type":"ManagedClusterJoined","status":"True","reason":"R","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}
            """);
        client.UpdateStatus(OcmTypes.ManagedCluster, null, bare);

        ApiCaller.Answer table = await _caller.GetAsync(ApiCaller.Clusters, ("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"));
        Assert.Equal(
            ["Name", "Hub Accepted", "Managed Cluster URLs", "Joined", "Available", "Age"],
            table.Json["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!));
        Assert.Equal("""["one",true,"https://a:1",null,null,"0s"]""", table.Json["rows"]![0]!["cells"]!.ToJsonString());
        Assert.Equal("""["two",null,null,"True",null,"0s"]""", table.Json["rows"]![1]!["cells"]!.ToJsonString());
        Assert.Equal("PartialObjectMetadata", (string?)table.Json["rows"]![0]!["object"]!["kind"]);
        Assert.Null(table.Json["rows"]![0]!["object"]!["spec"]);
    }

    [Fact]
    public async Task A_table_can_carry_whole_objects_or_none()
    {
        await CreateManyAsync(1);
        (string, string) accept = ("Accept", "application/json;as=Table;v=v1beta1;g=meta.k8s.io");
        ApiCaller.Answer whole = await _caller.GetAsync($"{ApiCaller.Works}?includeObject=Object", accept);
        ApiCaller.Answer none = await _caller.GetAsync($"{ApiCaller.Works}/w000?includeObject=None", accept);
        Assert.Equal("meta.k8s.io/v1beta1", (string?)whole.Json["apiVersion"]);
        Assert.NotNull(whole.Json["rows"]![0]!["object"]!["spec"]);
        Assert.False(none.Json["rows"]![0]!.AsObject().ContainsKey("object"));
    }

    [Fact]
    public async Task An_object_can_be_had_as_yaml()
    {
        await CreateManyAsync(1);
        ApiCaller.Answer yaml = await _caller.GetAsync($"{ApiCaller.Works}/w000", ("Accept", "application/yaml"));
        Assert.Equal("application/yaml", yaml.ContentType);
        Assert.StartsWith("apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\n", yaml.Text);
    }

    [Fact]
    public async Task Members_are_sorted_as_a_real_server_sorts_a_custom_resource()
    {
        await _caller.SendAsync("POST", ApiCaller.Works, """
            {"spec":{"workload":{"manifests":[{"metadata":{"name":"a"},"kind":"ConfigMap","data":{"B":"2","a":"1"},"apiVersion":"v1"}]}},
             "metadata":{"name":"w"},"kind":"ManifestWork","apiVersion":"work.open-cluster-management.io/v1"}
            """);
        string text = (await _caller.GetAsync($"{ApiCaller.Works}/w")).Text;
        Assert.Contains("""[{"apiVersion":"v1","data":{"B":"2","a":"1"},"kind":"ConfigMap","metadata":{"name":"a"}}]""", text);
        Assert.StartsWith("""{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"creationTimestamp":""", text);
    }

    [Fact]
    public async Task An_exact_version_is_the_newest_one_or_expired()
    {
        await CreateManyAsync(2);
        long version = _caller.Api.Store.Version;
        Assert.Equal(200, (await _caller.GetAsync($"{ApiCaller.Works}?resourceVersion={version}&resourceVersionMatch=Exact")).Status);
        Assert.Equal(410, (await _caller.GetAsync($"{ApiCaller.Works}?resourceVersion={version - 1}&resourceVersionMatch=Exact")).Status);
        Assert.Equal(200, (await _caller.GetAsync($"{ApiCaller.Works}?resourceVersion={version - 1}&resourceVersionMatch=NotOlderThan")).Status);
        Assert.Equal(422, (await _caller.GetAsync($"{ApiCaller.Works}?resourceVersionMatch=Exact")).Status);
        Assert.Equal(400, (await _caller.GetAsync($"{ApiCaller.Works}?resourceVersion=abc")).Status);
    }
}
