using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kinds;

/// <summary>Whoever defines a kind is served it.</summary>
public sealed class CustomResourceTests
{
    private const string Crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Widgets = "/apis/example.com/v1/namespaces/rec/widgets";

    private readonly ApiCaller _caller = new();

    [Fact]
    public async Task A_kind_is_served_told_of_checked_pruned_and_defaulted_as_soon_as_it_is_defined()
    {
        Assert.Equal(404, (await _caller.GetAsync(Widgets)).Status);
        await DefineAsync(Crd());

        JsonObject crd = (await _caller.GetAsync($"{Crds}/widgets.example.com")).Json;
        Assert.Equal(
            ["NamesAccepted=True NoConflicts", "Established=True InitialNamesAccepted"],
            crd["status"]!["conditions"]!.AsArray().Select(one => $"{one!["type"]}={one["status"]} {one["reason"]}"));
        Assert.Equal("""["v1"]""", crd["status"]!["storedVersions"]!.ToJsonString());
        Assert.Equal("WidgetList", (string?)crd["status"]!["acceptedNames"]!["listKind"]);

        JsonNode resource = (await _caller.GetAsync("/apis/example.com/v1")).Json["resources"]!.AsArray()[0]!;
        Assert.Equal(("""["wd"]""", """["all"]""", "widget"), (resource["shortNames"]!.ToJsonString(), resource["categories"]!.ToJsonString(), (string?)resource["singularName"]));
        Assert.Contains("com.example.v1.Widget", (await _caller.GetAsync("/openapi/v3/apis/example.com/v1")).Text);

        ApiCaller.Answer created = await CreateAsync("""{"size":2,"nonsense":1}""");
        Assert.Equal((201, """{"mode":"a","size":2}"""), (created.Status, Sorted(created.Json["spec"])));
        ApiCaller.Answer table = await _caller.GetAsync(Widgets, ("Accept", "application/json;as=Table;g=meta.k8s.io;v=v1"));
        Assert.Equal("""["w",2]""", table.Json["rows"]![0]!["cells"]!.ToJsonString());
        Assert.Equal(200, (await _caller.MergeAsync($"{Widgets}/w/status", """{"status":{"state":"ok"}}""")).Status);
    }

    [Theory]
    [InlineData("""{"size":"x"}""", "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"")]
    [InlineData("""{"size":10}""", "spec.size: Invalid value: 10: spec.size in body should be less than 10")]
    [InlineData("""{"mode":"z"}""", "spec.mode: Unsupported value: \"z\": supported values: \"a\", \"b\"")]
    [InlineData("""{"either":{}}""", "spec.either: Invalid value: \"\": \"spec.either\" must validate one and only one schema (oneOf). Found none valid")]
    [InlineData("""{"either":{"x":"1","y":"2"}}""", "Found 2 valid alternatives")]
    [InlineData("""{"tags":["a","a"]}""", "spec.tags[1]: Duplicate value: \"a\"")]
    [InlineData("""{"size":1,"limit":0}""", "size must not exceed limit")]
    public async Task An_object_that_its_schema_forbids_is_refused_as_a_real_server_does(string spec, string message)
    {
        await DefineAsync(Crd());
        ApiCaller.Answer answer = await CreateAsync(spec);
        Assert.Equal(422, answer.Status);
        Assert.Contains(message, answer.Message);
    }

    [Theory]
    [InlineData("name", "\"wrong.example.com\"", "metadata.name: Invalid value: \"wrong.example.com\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("storage", "false", "must have exactly one version marked as storage version")]
    [InlineData("schema", "null", "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required")]
    [InlineData("spec", "{}", "spec.versions[0].schema.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields")]
    [InlineData("spec", """{"type":"array"}""", "spec.versions[0].schema.openAPIV3Schema.properties[spec].items: Required value: must be specified")]
    [InlineData("spec", """{"type":"string","pattern":"("}""", "must be a valid regular expression")]
    [InlineData("spec", """{"type":"string","default":1}""", "properties[spec].default: Invalid value: \"integer\"")]
    [InlineData("spec", """{"type":"object","x-kubernetes-validations":[{"rule":"self.("}]}""", "compilation failed")]
    [InlineData("listKind", "\"Widget\"", "spec.names.listKind: Invalid value: \"Widget\": kind and listKind may not be the same")]
    [InlineData("scope", "\"Nowhere\"", "spec.scope: Unsupported value: \"Nowhere\": supported values: \"Cluster\", \"Namespaced\"")]
    public async Task A_definition_that_is_not_well_formed_is_refused(string part, string value, string message)
    {
        JsonObject crd = Crd();
        JsonObject version = crd["spec"]!["versions"]![0]!.AsObject();
        JsonNode? replacement = JsonNode.Parse(value);
        (part switch
        {
            "name" => crd["metadata"]!,
            "storage" => version,
            "schema" => version,
            "spec" => version["schema"]!["openAPIV3Schema"]!["properties"]!,
            "listKind" => crd["spec"]!["names"]!,
            _ => crd["spec"]!,
        }).AsObject()[part] = replacement;

        ApiCaller.Answer answer = await _caller.SendAsync("POST", Crds, crd.ToJsonString());
        Assert.Equal(422, answer.Status);
        Assert.Contains(message, answer.Message);
        Assert.Equal(404, (await _caller.GetAsync(Widgets)).Status);
    }

    [Fact]
    public async Task Changing_a_definition_changes_what_is_served_of_old_objects_too()
    {
        await DefineAsync(Crd());
        await CreateAsync("""{"size":2}""");

        ApiCaller.Answer changed = await _caller.SendAsync(
            "PATCH",
            $"{Crds}/widgets.example.com",
            """
            [{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties",
            "value":{"colour":{"type":"string","default":"red"}}},
            {"op":"remove","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/x-kubernetes-validations"},
            {"op":"add","path":"/spec/versions/-","value":{"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}]
            """,
            ("Content-Type", "application/json-patch+json"));
        Assert.Equal(200, changed.Status);

        Assert.Equal("""{"colour":"red"}""", (await _caller.GetAsync($"{Widgets}/w")).Json["spec"]!.ToJsonString());
        JsonObject second = (await _caller.GetAsync($"{Widgets.Replace("v1", "v2")}/w")).Json;
        Assert.Equal("example.com/v2", (string?)second["apiVersion"]);
        Assert.Equal("v2", (string?)(await _caller.GetAsync("/apis/example.com")).Json["preferredVersion"]!["version"]);
    }

    [Fact]
    public async Task Deleting_a_definition_deletes_its_objects_and_waits_for_their_finalizers()
    {
        await DefineAsync(Crd());
        await CreateAsync("{}");
        await _caller.MergeAsync($"{Widgets}/w", """{"metadata":{"finalizers":["example.com/wait"]}}""");

        await _caller.SendAsync("DELETE", $"{Crds}/widgets.example.com");
        JsonObject crd = (await _caller.GetAsync($"{Crds}/widgets.example.com")).Json;
        Assert.Contains("Terminating", crd["status"]!["conditions"]!.ToJsonString());
        Assert.NotNull((await _caller.GetAsync($"{Widgets}/w")).Json["metadata"]!["deletionTimestamp"]);
        Assert.Equal((405, "create not allowed while custom resource definition is terminating"), await RefusedAsync());

        await _caller.MergeAsync($"{Widgets}/w", """{"metadata":{"finalizers":null}}""");
        Assert.Equal(404, (await _caller.GetAsync($"{Crds}/widgets.example.com")).Status);
        Assert.Equal("404 page not found", (await _caller.GetAsync(Widgets)).Text.Trim());
    }

    [Fact]
    public async Task Names_that_another_definition_has_are_not_accepted()
    {
        await DefineAsync(Crd());
        JsonObject other = Crd();
        other["metadata"]!["name"] = "gadgets.example.com";
        other["spec"]!["names"]!["plural"] = "gadgets";
        other["spec"]!["names"]!["singular"] = "gadget";
        other["spec"]!["names"]!["shortNames"] = new JsonArray();
        await DefineAsync(other);

        string conditions = (await _caller.GetAsync($"{Crds}/gadgets.example.com")).Json["status"]!["conditions"]!.ToJsonString();
        Assert.Contains("\"KindConflict\"", conditions);
        Assert.Contains("\"NotAccepted\"", conditions);
        Assert.Equal(404, (await _caller.GetAsync(Widgets.Replace("widgets", "gadgets"))).Status);
    }

    [Fact]
    public async Task The_kinds_of_the_hub_have_definitions_and_keep_their_webhooks_when_these_are_written()
    {
        JsonObject list = (await _caller.GetAsync(Crds)).Json;
        string[] names = [.. list["items"]!.AsArray().Select(one => (string)one!["metadata"]!["name"]!)];
        Assert.Contains("managedclusters.cluster.open-cluster-management.io", names);
        Assert.DoesNotContain("klusterlets.operator.open-cluster-management.io", names);
        JsonNode addOn = list["items"]!.AsArray().Single(one => (string?)one!["metadata"]!["name"] == "managedclusteraddons.addon.open-cluster-management.io")!;
        Assert.Equal(["v1alpha1", "v1beta1"], addOn["spec"]!["versions"]!.AsArray().Select(one => (string)one!["name"]!));

        await _caller.MergeAsync($"{Crds}/manifestworks.work.open-cluster-management.io", """{"metadata":{"labels":{"touched":"yes"}}}""");
        ApiCaller.Answer refused = await _caller.SendAsync("POST", ApiCaller.Works, """
            {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"w"},"spec":{"workload":{"manifests":[]}}}
            """);
        Assert.Contains("manifests should not be empty", refused.Message);
        Assert.Equal(201, (await _caller.CreateAsync("w")).Status);
    }

    [Fact]
    public async Task A_definition_given_to_a_managed_cluster_is_served_there()
    {
        var cluster = new ApiCaller(new ResourceApi(ManagedClusterResources.Table()));
        Assert.Equal(201, (await cluster.SendAsync("POST", Crds, Crd().ToJsonString())).Status);
        Assert.Equal(422, (await cluster.SendAsync("POST", Widgets, Widget("""{"size":"x"}"""))).Status);
        Assert.Equal(200, (await cluster.GetAsync($"{Crds}/klusterlets.operator.open-cluster-management.io")).Status);
        Assert.Equal(404, (await cluster.GetAsync(ApiCaller.Clusters)).Status);
    }

    private static string Widget(string spec) =>
        $$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{{spec}}}""";

    private static string Sorted(JsonNode? value) =>
        new JsonObject(value!.AsObject().OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone()))).ToJsonString();

    private Task<ApiCaller.Answer> CreateAsync(string spec) => _caller.SendAsync("POST", Widgets, Widget(spec));

    private async Task<(int Status, string? Message)> RefusedAsync()
    {
        ApiCaller.Answer answer = await _caller.SendAsync("POST", Widgets, Widget("{}").Replace("\"w\"", "\"v\""));
        return (answer.Status, answer.Message);
    }

    private async Task DefineAsync(JsonObject crd) => Assert.Equal(201, (await _caller.SendAsync("POST", Crds, crd.ToJsonString())).Status);

    private static JsonObject Crd() => JsonNode.Parse("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},"spec":{
        "group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"],"categories":["all"]},
        "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
        "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],
        "schema":{"openAPIV3Schema":{"type":"object","properties":{
        "spec":{"type":"object","x-kubernetes-validations":[{"rule":"!has(self.size) || !has(self.limit) || self.size <= self.limit","message":"size must not exceed limit"}],
        "properties":{"size":{"type":"integer","maximum":10,"exclusiveMaximum":true},"limit":{"type":"integer"},"mode":{"type":"string","enum":["a","b"],"default":"a"},
        "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
        "either":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"string"}},"oneOf":[{"required":["x"]},{"required":["y"]}]}}},
        "status":{"type":"object","properties":{"state":{"type":"string"}}}}}}}]}}
        """)!.AsObject();
}
