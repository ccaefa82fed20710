using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class DiscoveryTests
{
    private readonly ApiCaller _caller = new();

    [Theory]
    [InlineData("v2")]
    [InlineData("v2beta1")]
    public async Task All_of_discovery_can_be_had_in_two_documents(string version)
    {
        (string, string) accept = ("Accept", $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList,application/json");
        ApiCaller.Answer groups = await _caller.GetAsync("/apis", accept);
        ApiCaller.Answer core = await _caller.GetAsync("/api", accept);

        Assert.Equal($"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList", groups.ContentType);
        JsonNode works = groups.Json["items"]!.AsArray().Single(group => (string?)group!["metadata"]!["name"] == "work.open-cluster-management.io")!;
        JsonNode resource = works["versions"]![0]!["resources"]![0]!;
        Assert.Equal(("manifestworks", "Namespaced", "status"),
            ((string)resource["resource"]!, (string)resource["scope"]!, (string)resource["subresources"]![0]!["subresource"]!));
        Assert.Contains("namespaces", core.Json["items"]![0]!["versions"]![0]!["resources"]!.AsArray().Select(one => (string?)one!["resource"]));
    }

    [Fact]
    public async Task Plain_discovery_names_groups_versions_and_short_names()
    {
        ApiCaller.Answer core = await _caller.GetAsync("/api");
        ApiCaller.Answer groups = await _caller.GetAsync("/apis");
        ApiCaller.Answer clusters = await _caller.GetAsync("/apis/cluster.open-cluster-management.io/v1");
        Assert.Equal("v1", (string?)core.Json["versions"]![0]);
        Assert.Contains("authorization.k8s.io", groups.Json["groups"]!.AsArray().Select(group => (string)group!["name"]!));
        Assert.Equal("""["mcl","mcls"]""", clusters.Json["resources"]![0]!["shortNames"]!.ToJsonString());
        Assert.Equal(404, (await _caller.GetAsync("/apis/nonsense.example")).Status);
        Assert.Equal(404, (await _caller.GetAsync("/apis/work.open-cluster-management.io/v9")).Status);
    }

    [Fact]
    public async Task Every_document_of_the_schema_index_is_there_and_says_how_to_patch()
    {
        ApiCaller.Answer index = await _caller.GetAsync("/openapi/v3");
        string[] paths = [.. index.Json["paths"]!.AsObject().Select(path => path.Key)];
        Assert.Superset(
            new HashSet<string> { "api/v1", "apis/cluster.open-cluster-management.io/v1beta2", "apis/work.open-cluster-management.io/v1" }, paths.ToHashSet());
        foreach ((_, JsonNode? path) in index.Json["paths"]!.AsObject())
        {
            ApiCaller.Answer document = await _caller.GetAsync((string)path!["serverRelativeURL"]!);
            JsonNode patch = document.Json["paths"]!.AsObject().First(one => one.Value!["patch"] is not null).Value!["patch"]!;
            Assert.Equal(
                ["dryRun", "fieldManager", "fieldValidation", "force"],
                patch["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!));
            Assert.NotNull(patch["x-kubernetes-group-version-kind"]!["kind"]);
            Assert.NotEmpty(document.Json["components"]!["schemas"]!.AsObject());
        }

        Assert.Equal(404, (await _caller.GetAsync("/openapi/v3/apis/nonsense/v1")).Status);
    }

    [Fact]
    public async Task Old_clients_get_the_schemas_as_protobuf()
    {
        ApiCaller.Answer document = await _caller.GetAsync("/openapi/v2", ("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"));
        Assert.Equal("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", document.ContentType);
        Assert.StartsWith("\n\u00032.0", document.Text);
        Assert.Equal("2.0", (string?)(await _caller.GetAsync("/openapi/v2")).Json["swagger"]);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    public async Task The_server_says_that_it_is_well(string path) => Assert.Equal("ok", (await _caller.GetAsync(path)).Text);

    [Fact]
    public async Task A_kind_added_later_is_served_from_then_on()
    {
        var api = new ResourceApi(HubResources.Table());
        var caller = new ApiCaller(api);
        Assert.Equal(404, (await caller.GetAsync("/apis/example.com/v1/namespaces/rec/widgets")).Status);

        api.Table.Add(new ResourceDefinition { Type = new ResourceType("example.com", "v1", "Widget", "widgets", Namespaced: true) });

        ApiCaller.Answer created = await caller.SendAsync(
            "POST", "/apis/example.com/v1/namespaces/rec/widgets", """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"x":[1]}}""");
        Assert.Equal((201, "[1]"), (created.Status, created.Json["spec"]!["x"]!.ToJsonString()));
        Assert.Equal("widgets", (string?)(await caller.GetAsync("/apis/example.com/v1")).Json["resources"]![0]!["name"]);
    }

    [Fact]
    public async Task Whoever_asks_is_told_who_they_are_and_what_they_may()
    {
        ApiCaller.Answer who = await _caller.SendAsync(
            "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""");
        Assert.Equal("sandbox-admin", (string?)who.Json["status"]!["userInfo"]!["username"]);
        Assert.Equal(405, (await _caller.GetAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews")).Status);
    }
}
