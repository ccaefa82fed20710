using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>How every Kubernetes API server lists and watches, beyond the plain form.</summary>
public sealed class ListContractTests
{
    public static TheoryData<string> Hubs => ContractHub.All;

    private static JsonObject Map(string name) => JsonNode.Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{"contract":"yes"} } }""")!.AsObject();

    private static IEnumerable<JsonNode> Lines(ContractAnswer answer) => answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);

    private static IEnumerable<string?> Names(ContractAnswer answer) => answer.Json["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]);

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_page_still_holds_what_was_deleted_meanwhile(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        foreach (string name in new[] { "a", "b", "c" })
        {
            await hub.MakeAsync(hub.ConfigMaps, Map(name));
        }

        ContractAnswer first = await hub.GetAsync($"{hub.ConfigMaps}?limit=1&labelSelector=contract");
        Assert.Equal(["a"], Names(first));
        string next = Uri.EscapeDataString((string)first.Json["metadata"]!["continue"]!);
        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{hub.ConfigMaps}/b")).Status);
        Assert.Equal(["b", "c"], Names(await hub.GetAsync($"{hub.ConfigMaps}?limit=5&labelSelector=contract&continue={next}")));
        Assert.Equal(["a", "c"], Names(await hub.GetAsync($"{hub.ConfigMaps}?labelSelector=contract")));
        Assert.Equal(400, (await hub.GetAsync($"{hub.ConfigMaps}?limit=1&resourceVersion=5&continue={next}")).Status);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Tables_hold_cells_and_as_much_of_the_objects_as_was_asked_for(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.ConfigMaps, Map("a"));
        const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
        ContractAnswer table = await hub.GetAsync($"{hub.ConfigMaps}?labelSelector=contract", Table);
        Assert.Equal(("Table", "meta.k8s.io/v1"), ((string?)table.Json["kind"], (string?)table.Json["apiVersion"]));
        Assert.Equal(["Name", "Data", "Age"], table.Json["columnDefinitions"]!.AsArray().Select(column => (string?)column!["name"]));
        JsonNode row = Assert.Single(table.Json["rows"]!.AsArray())!;
        Assert.Equal("a", (string?)row["cells"]![0]);
        Assert.Equal(("PartialObjectMetadata", "a"), ((string?)row["object"]!["kind"], (string?)row["object"]!["metadata"]!["name"]));

        ContractAnswer whole = await hub.GetAsync($"{hub.ConfigMaps}?labelSelector=contract&includeObject=Object", Table);
        Assert.Equal("ConfigMap", (string?)whole.Json["rows"]![0]!["object"]!["kind"]);
        ContractAnswer bare = await hub.GetAsync($"{hub.ConfigMaps}?labelSelector=contract&includeObject=None", Table);
        Assert.Null(bare.Json["rows"]![0]!["object"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Metadata_alone_can_be_had_of_one_and_of_many(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.ConfigMaps, Map("a"));
        ContractAnswer list = await hub.GetAsync($"{hub.ConfigMaps}?labelSelector=contract", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        Assert.Equal("PartialObjectMetadataList", (string?)list.Json["kind"]);
        Assert.Equal("yes", (string?)Assert.Single(list.Json["items"]!.AsArray())!["metadata"]!["labels"]!["contract"]);
        ContractAnswer one = await hub.GetAsync($"{hub.ConfigMaps}/a", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        Assert.Equal(["apiVersion", "kind", "metadata"], one.Json.Select(member => member.Key).Order());
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_bookmark_tells_where_to_go_on(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.ConfigMaps, Map("a"));
        string version = (string)(await hub.GetAsync(hub.ConfigMaps)).Json["metadata"]!["resourceVersion"]!;

        // A server sends a bookmark before it ends a watch that lasts; how long before is its own business.
        int seconds = where == "sandbox" ? 1 : 10;
        ContractAnswer watched = await hub.GetAsync($"{hub.ConfigMaps}?watch=true&allowWatchBookmarks=true&labelSelector=contract&resourceVersion={version}&timeoutSeconds={seconds}");
        JsonNode bookmark = Assert.Single(Lines(watched))!;
        Assert.Equal(("BOOKMARK", "ConfigMap"), ((string?)bookmark["type"], (string?)bookmark["object"]!["kind"]));
        Assert.Null(bookmark["object"]!["metadata"]!["name"]);

        await hub.MakeAsync(hub.ConfigMaps, Map("b"));
        ContractAnswer later = await hub.GetAsync(
            $"{hub.ConfigMaps}?watch=true&labelSelector=contract&resourceVersion={(string)bookmark["object"]!["metadata"]!["resourceVersion"]!}&timeoutSeconds=1");
        JsonNode only = Assert.Single(Lines(later))!;
        Assert.Equal(("ADDED", "b"), ((string?)only["type"], (string?)only["object"]!["metadata"]!["name"]));
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_version_that_is_forgotten_has_expired(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.ConfigMaps, Map("a"));
        if (where == "sandbox")
        {
            Assert.Equal(200, (await hub.SendAsync("POST", "/sandbox/v1/compact")).Status);
        }

        ContractAnswer watched = await hub.GetAsync($"{hub.ConfigMaps}?watch=true&resourceVersion=1&timeoutSeconds=1");
        if (watched.Status == 200)
        {
            JsonNode error = Lines(watched).First();
            Assert.SkipWhen(where != "sandbox" && (string?)error["type"] != "ERROR", "the hub still remembers its first version");
            Assert.Equal(("ERROR", "Expired", 410), ((string?)error["type"], (string?)error["object"]!["reason"], (int?)error["object"]!["code"]));
        }
        else
        {
            Assert.Equal((410, "Expired"), (watched.Status, watched.Reason));
        }
    }
}
