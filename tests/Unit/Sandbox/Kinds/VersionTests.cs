using System.Text.Json.Nodes;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kinds;

/// <summary>The add-on kinds are stored once and served in two versions.</summary>
public sealed class VersionTests
{
    private const string Group = "/apis/addon.open-cluster-management.io";
    private const string InstallNamespace = "addon.open-cluster-management.io/v1alpha1-install-namespace";

    private readonly ApiCaller _caller = new();

    [Fact]
    public async Task An_add_on_written_in_one_version_is_read_listed_and_changed_in_the_other()
    {
        await PostAsync("clustermanagementaddons", "v1alpha1", """
            {"metadata":{"name":"hello"},"spec":{"addOnConfiguration":{"crdName":"x"},"supportedConfigs":[
            {"group":"g","resource":"a","defaultConfig":{"name":"n","namespace":"s"}},{"group":"g","resource":"b"}]}}
            """);

        JsonObject beta = (await _caller.GetAsync($"{Group}/v1beta1/clustermanagementaddons/hello")).Json;
        Assert.Equal("addon.open-cluster-management.io/v1beta1", (string?)beta["apiVersion"]);
        Assert.Equal(
            """[{"group":"g","name":"n","namespace":"s","resource":"a"},{"group":"g","name":"__reserved_no_default__","resource":"b"}]""",
            beta["spec"]!["defaultConfigs"]!.ToJsonString());
        Assert.False(beta["spec"]!.AsObject().ContainsKey("addOnConfiguration"));
        JsonObject list = (await _caller.GetAsync($"{Group}/v1beta1/clustermanagementaddons")).Json;
        Assert.Equal(beta.ToJsonString(), list["items"]![0]!.ToJsonString());

        ApiCaller.Answer changed = await _caller.MergeAsync(
            $"{Group}/v1beta1/clustermanagementaddons/hello", """{"spec":{"defaultConfigs":[{"group":"g","resource":"b","name":"m"}]}}""");
        Assert.Equal(200, changed.Status);
        JsonObject alpha = (await _caller.GetAsync($"{Group}/v1alpha1/clustermanagementaddons/hello")).Json;
        Assert.Equal(
            """[{"defaultConfig":{"name":"m"},"group":"g","resource":"b"}]""", alpha["spec"]!["supportedConfigs"]!.ToJsonString());
        Assert.Equal((string?)changed.Json["metadata"]!["resourceVersion"], (string?)alpha["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task The_install_namespace_becomes_an_annotation_and_comes_back()
    {
        await PostAsync("namespaces/rec/managedclusteraddons", "v1alpha1", """{"metadata":{"name":"hello"},"spec":{"installNamespace":"there"}}""");
        string target = $"{Group}/v1beta1/namespaces/rec/managedclusteraddons/hello";

        JsonObject beta = (await _caller.GetAsync(target)).Json;
        Assert.Equal("there", (string?)beta["metadata"]!["annotations"]![InstallNamespace]);
        Assert.Equal("{}", beta["spec"]!.ToJsonString());

        await _caller.MergeAsync(target, """{"metadata":{"annotations":{"NAME":"elsewhere"}}}""".Replace("NAME", InstallNamespace));
        JsonObject alpha = (await _caller.GetAsync(target.Replace("v1beta1", "v1alpha1"))).Json;
        Assert.Equal("elsewhere", (string?)alpha["spec"]!["installNamespace"]);
        Assert.Null(alpha["metadata"]!["annotations"]);
    }

    [Fact]
    public async Task Registrations_are_flat_in_one_version_and_a_union_in_the_other()
    {
        await PostAsync("namespaces/rec/managedclusteraddons", "v1beta1", """{"metadata":{"name":"hello"},"spec":{}}""");
        string target = $"{Group}/v1beta1/namespaces/rec/managedclusteraddons/hello";
        ApiCaller.Answer written = await _caller.MergeAsync($"{target}/status", """
            {"status":{"configReferences":[{"group":"g","resource":"r","desiredConfig":{"name":"n","specHash":"h"}}],"registrations":[
            {"type":"kubeClient","kubeClient":{"driver":"token","subject":{"user":"u","groups":["g"]}}},
            {"type":"customSigner","customSigner":{"signerName":"example.com/signer","subject":{"organizationUnits":["o"]}}}]}}
            """);
        Assert.Equal(200, written.Status);

        JsonNode alpha = (await _caller.GetAsync(target.Replace("v1beta1", "v1alpha1"))).Json["status"]!;
        Assert.Equal("token", (string?)alpha["kubeClientDriver"]);
        Assert.Equal(
            """
            [{"signerName":"kubernetes.io/kube-apiserver-client","subject":{"groups":["g"],"user":"u"}},{"signerName":"example.com/signer","subject":{"organizationUnit":["o"]}}]
            """.Trim(),
            alpha["registrations"]!.ToJsonString());
        Assert.Equal("n", (string?)alpha["configReferences"]![0]!["name"]);
        Assert.Equal(written.Json["status"]!.ToJsonString(), (await _caller.GetAsync(target)).Json["status"]!.ToJsonString());
    }

    [Fact]
    public async Task A_watch_speaks_its_own_version()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        System.Threading.Channels.ChannelReader<JsonObject> lines = _caller.Watch($"{Group}/v1beta1/addondeploymentconfigs?watch=1", stop.Token);
        await PostAsync("namespaces/rec/addondeploymentconfigs", "v1alpha1", """{"metadata":{"name":"c"},"spec":{}}""");

        JsonObject added = await lines.ReadAsync(stop.Token);
        Assert.Equal("addon.open-cluster-management.io/v1beta1", (string?)added["object"]!["apiVersion"]);
        Assert.Equal("open-cluster-management-agent-addon", (string?)added["object"]!["spec"]!["agentInstallNamespace"]);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_writer_keeps_what_it_owns_by_another_name_and_one_that_writes_over_it_takes_it()
    {
        const string Target = $"{Group}/v1alpha1/clustermanagementaddons/hello?fieldManager=a";
        await _caller.ApplyAsync(Target, Typed("v1alpha1", """{"metadata":{"name":"hello"},"spec":{"supportedConfigs":[{"group":"g","resource":"b","defaultConfig":{"name":"n"}}]}}"""));

        ApiCaller.Answer conflict = await _caller.ApplyAsync(
            $"{Group}/v1beta1/clustermanagementaddons/hello?fieldManager=b",
            Typed("v1beta1", """{"metadata":{"name":"hello"},"spec":{"defaultConfigs":[{"group":"g","resource":"b","name":"m"}]}}"""));
        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"a\": .spec.supportedConfigs[group=\"g\",resource=\"b\"].defaultConfig.name"), (conflict.Status, conflict.Message));

        ApiCaller.Answer other = await _caller.MergeAsync($"{Group}/v1beta1/clustermanagementaddons/hello", """{"metadata":{"labels":{"x":"y"}}}""");
        JsonNode owner = other.Json["metadata"]!["managedFields"]!.AsArray().Single(one => (string?)one!["manager"] == "a")!;
        Assert.Equal("addon.open-cluster-management.io/v1alpha1", (string?)owner["apiVersion"]);
        Assert.Contains("f:defaultConfig", owner["fieldsV1"]!.ToJsonString());

        // The same applier with the other version: what it gave up goes, under whatever name it had.
        ApiCaller.Answer moved = await _caller.ApplyAsync(
            $"{Group}/v1beta1/clustermanagementaddons/hello?fieldManager=a", Typed("v1beta1", """{"metadata":{"name":"hello"},"spec":{}}"""));
        Assert.Equal(200, moved.Status);
        Assert.False(moved.Json["spec"]!.AsObject().ContainsKey("defaultConfigs"));
    }

    private async Task PostAsync(string resource, string version, string body)
    {
        ApiCaller.Answer answer = await _caller.SendAsync("POST", $"{Group}/{version}/{resource}", Typed(version, body, resource));
        Assert.Equal(201, answer.Status);
    }

    private static string Typed(string version, string body, string resource = "clustermanagementaddons")
    {
        JsonObject value = JsonNode.Parse(body)!.AsObject();
        value["apiVersion"] = $"addon.open-cluster-management.io/{version}";
        value["kind"] = resource[(resource.LastIndexOf('/') + 1)..] switch
        {
            "clustermanagementaddons" => "ClusterManagementAddOn",
            "managedclusteraddons" => "ManagedClusterAddOn",
            _ => "AddOnDeploymentConfig",
        };
        return value.ToJsonString();
    }
}
