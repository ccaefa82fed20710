using System.Text.Json.Nodes;
using System.Threading.Channels;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kinds;

/// <summary>A definition may say how its objects are scaled and by which fields they are selected; its watches end with it.</summary>
public sealed class CustomResourceFeatureTests
{
    private const string Crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Crd = $"{Crds}/shops.example.com";
    private const string Shops = "/apis/example.com/v1/namespaces/rec/shops";

    private readonly ApiCaller _caller = new();

    [Fact]
    public async Task Objects_are_scaled_where_their_definition_says()
    {
        await DefineAsync();
        await CreateAsync("a", """{"clerks":2,"colour":"red"}""");
        Assert.Equal(200, (await _caller.MergeAsync($"{Shops}/a/status", """{"status":{"present":1,"who":"app=shop"}}""")).Status);

        JsonObject scale = (await _caller.GetAsync($"{Shops}/a/scale")).Json;
        Assert.Equal(("Scale", "autoscaling/v1"), ((string?)scale["kind"], (string?)scale["apiVersion"]));
        Assert.Equal(("""{"replicas":2}""", """{"replicas":1,"selector":"app=shop"}"""), (scale["spec"]!.ToJsonString(), scale["status"]!.ToJsonString()));

        Assert.Equal(200, (await _caller.MergeAsync($"{Shops}/a/scale", """{"spec":{"replicas":5}}""")).Status);
        JsonObject shop = (await _caller.GetAsync($"{Shops}/a")).Json;
        Assert.Equal((5, "red", 2), ((int)shop["spec"]!["clerks"]!, (string?)shop["spec"]!["colour"], (int)shop["metadata"]!["generation"]!));

        JsonNode told = (await _caller.GetAsync("/apis/example.com/v1")).Json["resources"]!.AsArray().Single(one => (string?)one!["name"] == "shops/scale")!;
        Assert.Equal(("autoscaling", "Scale"), ((string?)told["group"], (string?)told["kind"]));
    }

    [Fact]
    public async Task An_object_that_does_not_say_how_many_it_wants_has_no_scale()
    {
        await DefineAsync();
        await CreateAsync("a", "{}");
        ApiCaller.Answer answer = await _caller.GetAsync($"{Shops}/a/scale");
        Assert.Equal((500, "Internal error occurred: the spec replicas field \".spec.clerks\" does not exist"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Objects_are_selected_by_the_fields_that_their_definition_names()
    {
        await DefineAsync();
        await CreateAsync("a", """{"colour":"red"}""");
        await CreateAsync("b", """{"colour":"blue"}""");
        await CreateAsync("c", "{}");

        Assert.Equal(["a"], await NamesAsync("spec.colour=red"));
        Assert.Equal(["b", "c"], await NamesAsync("spec.colour!=red"));
        ApiCaller.Answer refused = await _caller.GetAsync($"{Shops}?fieldSelector=spec.clerks%3D1");
        Assert.Equal((400, "field label not supported: spec.clerks"), (refused.Status, refused.Message));
    }

    [Theory]
    [InlineData(".metadata.name", "must not point to fields in metadata")]
    [InlineData(".spec.size", "is an invalid path: does not refer to a valid field")]
    [InlineData(".spec", "must point to a field of type string, boolean or integer")]
    [InlineData("spec.colour", "is an invalid path")]
    public async Task Fields_that_cannot_be_selected_by_are_refused(string path, string message)
    {
        ApiCaller.Answer refused = await _caller.SendAsync("POST", Crds, Definition.Replace("\".spec.colour\"", $"\"{path}\""));
        Assert.Equal(422, refused.Status);
        Assert.Contains($"spec.versions[0].selectableFields[0].jsonPath: Invalid value: \"{path}\": {message}", refused.Message);
    }

    [Fact]
    public async Task Watches_of_a_kind_end_with_its_definition_and_begin_anew_with_the_next()
    {
        await DefineAsync();
        await CreateAsync("a", "{}");
        string version = (string)(await _caller.GetAsync(Shops)).Json["metadata"]!["resourceVersion"]!;
        ChannelReader<JsonObject> watch = _caller.Watch($"{Shops}?watch=true&timeoutSeconds=600", TestContext.Current.CancellationToken);
        Assert.Equal("ADDED", (string?)(await NextAsync(watch))["type"]);

        await _caller.SendAsync("DELETE", Crd);
        Assert.Equal("DELETED", (string?)(await NextAsync(watch))["type"]);
        await watch.Completion.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await DefineAsync();
        ChannelReader<JsonObject> next = _caller.Watch($"{Shops}?watch=true&timeoutSeconds=600", TestContext.Current.CancellationToken);
        await CreateAsync("b", "{}");
        Assert.Equal("b", (string?)(await NextAsync(next))["object"]!["metadata"]!["name"]);
        ChannelReader<JsonObject> late = _caller.Watch($"{Shops}?watch=true&resourceVersion={version}", TestContext.Current.CancellationToken);
        Assert.Equal(410, (int?)(await NextAsync(late))["object"]!["code"]);
    }

    private static async Task<JsonObject> NextAsync(ChannelReader<JsonObject> watch) =>
        await watch.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private async Task<string[]> NamesAsync(string selector) =>
        [.. (await _caller.GetAsync($"{Shops}?fieldSelector={Uri.EscapeDataString(selector)}")).Json["items"]!.AsArray().Select(one => (string)one!["metadata"]!["name"]!)];

    private async Task DefineAsync() => Assert.Equal(201, (await _caller.SendAsync("POST", Crds, Definition)).Status);

    private async Task CreateAsync(string name, string spec) => Assert.Equal(201, (await _caller.SendAsync(
        "POST", Shops, $$"""{"apiVersion":"example.com/v1","kind":"Shop","metadata":{"name":"{{name}}"},"spec":{{spec}}}""")).Status);

    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"shops.example.com"},"spec":{
        "group":"example.com","scope":"Namespaced","names":{"plural":"shops","kind":"Shop"},
        "versions":[{"name":"v1","served":true,"storage":true,
        "subresources":{"status":{},"scale":{"specReplicasPath":".spec.clerks","statusReplicasPath":".status.present","labelSelectorPath":".status.who"}},
        "selectableFields":[{"jsonPath":".spec.colour"}],
        "schema":{"openAPIV3Schema":{"type":"object","properties":{
        "spec":{"type":"object","properties":{"clerks":{"type":"integer"},"colour":{"type":"string"}}},
        "status":{"type":"object","properties":{"present":{"type":"integer"},"who":{"type":"string"}}}}}}}]}}
        """;
}
