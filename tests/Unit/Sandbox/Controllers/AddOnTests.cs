using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.AddOns;
using OcmPowerShell.Tests.Hub.Model;
using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Controllers;

/// <summary>How an add-on made from a template comes to a cluster, is configured, watched and taken down.</summary>
public sealed class AddOnTests : IAsyncDisposable
{
    private const string Ready = """[{"name":"ReadyReplicas","fieldValue":{"type":"Integer","integer":1}},{"name":"Replicas","fieldValue":{"type":"Integer","integer":1}}]""";

    private readonly AddOnHub _hub = new("one", "two", "three");

    private IResourceClient Hub => _hub.Hub;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public void The_hash_of_a_configuration_is_the_recorded_one()
    {
        var template = JsonNode.Parse(Recorded.Read("addontemplate.yaml").Span)!["items"]![0]!.AsObject();
        var managed = JsonNode.Parse(Recorded.Read("clustermanagementaddon.yaml").Span)!;
        Assert.Equal(
            managed["status"]!["defaultConfigReferences"]![0]!["desiredConfig"]!.TextAt("specHash"), AddOnConfigs.HashOf(template));
    }

    [Fact]
    public async Task An_add_on_comes_to_its_cluster_as_recorded()
    {
        var recorded = JsonNode.Parse(Recorded.Read("managedclusteraddon.yaml").Span)!;
        var template = JsonNode.Parse(Recorded.Read("addontemplate.yaml").Span)!["items"]![0]!;
        Hub.Create(OcmTypes.AddOnTemplate, null, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "hello-template" },
            ["spec"] = template["spec"]!.DeepClone(),
        });
        Hub.Create(OcmTypes.ClusterManagementAddOn, null, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "hello-addon" },
            ["spec"] = Manifest.Of("""
                {"installStrategy":{"type":"Manual"},
                 "supportedConfigs":[{"defaultConfig":{"name":"hello-template"},"group":"addon.open-cluster-management.io","resource":"addontemplates"}]}
                """),
        });
        _hub.Put(OcmTypes.ManagedClusterAddOn, "one", "hello-addon", "{}");
        _hub.Start();
        await _hub.WorkAsync("one", "addon-hello-addon-deploy-0");
        Hub.ChangeStatus(OcmTypes.ManifestWork, "one", "addon-hello-addon-deploy-0", value => value["status"] = Manifest.Of("""
            {"conditions":[
              {"type":"Applied","status":"True","reason":"r","message":"","lastTransitionTime":"2026-11-22T07:26:05Z","observedGeneration":1},
              {"type":"Available","status":"True","reason":"r","message":"","lastTransitionTime":"2026-11-22T07:26:05Z","observedGeneration":1}],
             "resourceStatus":{"manifests":[{"conditions":[],
              "resourceMeta":{"ordinal":0,"group":"apps","version":"v1","kind":"Deployment","resource":"deployments","name":"hello-addon-agent","namespace":"open-cluster-management-agent-addon"},
              "statusFeedback":{"values":[{"name":"Replicas","fieldValue":{"type":"Integer","integer":1}}]}}]}}
            """));

        JsonObject? addOn = null;
        string Status() => Text(addOn!["status"]!);
        await _hub.Controllers.UntilAsync(
            () => (addOn = Hub.Get(OcmTypes.ManagedClusterAddOn, "one", "hello-addon")) is not null && Status() == Text(recorded["status"]!),
            () => $"{Status()}\nis not\n{Text(recorded["status"]!)}");
        Assert.Equal(
            Manifest.Timeless(recorded["metadata"]!["ownerReferences"])!.ToJsonString(), Manifest.Timeless(addOn!["metadata"]!["ownerReferences"])!.ToJsonString());
        Assert.Empty(_hub.Controllers.Faults);

        // Recorded as v1beta1: v1alpha1 says a configuration's name twice. The order of conditions is that of chance.
        static string Text(JsonNode status)
        {
            var copy = Manifest.Timeless(status)!.AsObject();
            copy.Remove("addOnMeta");
            foreach (var reference in copy.ObjectsAt("configReferences"))
            {
                reference.Remove("name");
            }

            copy["conditions"] = new JsonArray([.. copy.ObjectsAt("conditions").OrderBy(item => item.TextAt("type"), StringComparer.Ordinal).Select(item => item.DeepClone())]);
            return copy.ToJsonString();
        }
    }

    [Fact]
    public async Task The_work_of_an_add_on_says_whose_it_is_and_what_it_was_made_of()
    {
        _hub.Template("t");
        _hub.Manage();
        _hub.Enable("one");
        _hub.Start();
        var work = await _hub.WorkAsync("one");

        var hash = AddOnConfigs.HashOf(Hub.Get(OcmTypes.AddOnTemplate, null, "t")!);
        Assert.Equal("""{"open-cluster-management.io/addon-name":"hello"}""", work["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal(
            $$"""{"addontemplates.addon.open-cluster-management.io//t":"{{hash}}"}""",
            work.TextAt("metadata", "annotations", "open-cluster-management.io/config-spec-hash"));
        Assert.Equal("ManagedClusterAddOn", work.ObjectsAt("metadata", "ownerReferences").Single().TextAt("kind"));
        Assert.Equal(
            """[{"feedbackRules":[{"type":"WellKnownStatus"}],"feedbackScrapeType":"Poll","resourceIdentifier":{"group":"apps","name":"agent","namespace":"default","resource":"deployments"}}]""",
            work["spec"]!["manifestConfigs"]!.ToJsonString());
        Assert.Equal("CLUSTER_NAME=one", Environment(work));
    }

    [Fact]
    public async Task An_add_on_is_available_when_its_workloads_are_ready()
    {
        _hub.Template("t");
        _hub.Manage();
        _hub.Enable("one");
        _hub.Start();
        await _hub.ConditionAsync("one", "Progressing", "WaitingForManifestApplied");
        await _hub.WorkAsync("one");
        _hub.Report("one");
        await _hub.ConditionAsync("one", "Available", "NoProbeResult");
        _hub.Report("one", feedback: Ready.Replace("\"integer\":1", "\"integer\":0").Replace("Replicas\",\"fieldValue\":{\"type\":\"Integer\",\"integer\":0}}]", "Replicas\",\"fieldValue\":{\"type\":\"Integer\",\"integer\":2}}]"));
        await _hub.ConditionAsync("one", "Available", "ProbeUnavailable",
            "Probe addon unavailable with err desiredNumberReplicas is 2 but readyReplica is 0 for deployments default/agent");
        _hub.Report("one", feedback: Ready);
        await _hub.ConditionAsync("one", "Available", "ProbeAvailable", "hello add-on is available.");
        await _hub.ConditionAsync("one", "Progressing", "Completed");
    }

    [Fact]
    public async Task A_cluster_is_labelled_with_how_its_add_ons_are()
    {
        _hub.StartFeatures();
        _hub.Enable("one");
        Condition("ManagedClusterConditionAvailable", "True");
        await LabelAsync("unreachable");
        foreach (var (status, label) in new[] { ("True", "available"), ("False", "unhealthy") })
        {
            Hub.ChangeStatus(OcmTypes.ManagedClusterAddOn, "one", "hello", value => ConditionList.Set(
                value.Child("status").List("conditions"), new("Available", status, "R", ""), _hub.Time.GetUtcNow()));
            await LabelAsync(label);
        }

        Condition("ManagedClusterConditionAvailable", "Unknown");
        await _hub.ConditionAsync("one", "Available", "Said");
        await LabelAsync("unreachable");
        Hub.Delete(OcmTypes.ManagedClusterAddOn, "one", "hello");
        await LabelAsync(null);

        void Condition(string type, string status) => Hub.ChangeStatus(OcmTypes.ManagedCluster, null, "one", value => ConditionList.Set(
            value.Child("status").List("conditions"), new(type, status, "Said", ""), _hub.Time.GetUtcNow()));

        Task LabelAsync(string? label) => _hub.Controllers.UntilAsync(
            () => Hub.Get(OcmTypes.ManagedCluster, null, "one").TextAt("metadata", "labels", "feature.open-cluster-management.io/addon-hello") == label,
            () => $"It is not {label}: {Hub.Get(OcmTypes.ManagedCluster, null, "one")}");
    }

    [Fact]
    public async Task A_changed_template_is_applied_and_then_the_last_one_applied()
    {
        _hub.Template("t");
        _hub.Manage();
        _hub.Enable("one");
        _hub.Start();
        await _hub.WorkAsync("one");
        _hub.Report("one", feedback: Ready);
        await _hub.ConditionAsync("one", "Progressing", "Completed");

        _hub.Template("t", $"[{Manifest.Deployment("agent", 3).ToJsonString()}]");
        var work = await _hub.WorkAsync("one", wish: work => work.ObjectsAt("spec", "workload", "manifests").Single().IntegerAt("spec", "replicas") == 3);
        Assert.Equal(2, work.Generation());
        await _hub.ConditionAsync("one", "Progressing", "Progressing", "progressing... work is not ready");
        _hub.Report("one", feedback: Ready);
        var addOn = await _hub.ConditionAsync("one", "Progressing", "Completed");
        var reference = addOn.ObjectsAt("status", "configReferences").Single();
        Assert.Equal(reference["desiredConfig"]!.ToJsonString(), reference["lastAppliedConfig"]!.ToJsonString());
        Assert.Equal(2, reference.IntegerAt("lastObservedGeneration"));
    }

    [Fact]
    public async Task An_add_ons_own_configuration_goes_before_the_default()
    {
        _hub.Template("t");
        _hub.Template("mine", $"[{Manifest.Deployment("agent", 7).ToJsonString()}]");
        _hub.Put(OcmTypes.AddOnDeploymentConfig, "default", "c", """
            {"agentInstallNamespace":"elsewhere","customizedVariables":[{"name":"CLUSTER_NAME","value":"x"},{"name":"A","value":"b"}],
             "nodePlacement":{"nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"k"}]},
             "registries":[{"source":"docker.io/library","mirror":"mirror.example/lib"},{"source":"nginx","mirror":"mirror.example/nginx"}],
             "proxyConfig":{"httpsProxy":"http://proxy.example","caBundle":"Y2E="},
             "resourceRequirements":[{"containerID":"deployments:*:*","resources":{"limits":{"cpu":"1"}}}]}
            """);
        _hub.Manage();
        _hub.Enable("one", """
            {"configs":[{"group":"addon.open-cluster-management.io","resource":"addontemplates","name":"mine"},
                        {"group":"addon.open-cluster-management.io","resource":"addondeploymentconfigs","namespace":"default","name":"c"}]}
            """);
        _hub.Start();
        var work = await _hub.WorkAsync("one", wish: work => work.ObjectsAt("spec", "workload", "manifests").First().IntegerAt("spec", "replicas") == 7);
        var manifests = work.ObjectsAt("spec", "workload", "manifests").ToList();
        var pod = manifests[0]["spec"]!["template"]!["spec"]!;
        Assert.All(manifests, manifest => Assert.Equal("elsewhere", manifest.Namespace()));
        Assert.Equal(
            "CLUSTER_NAME=one INSTALL_NAMESPACE=elsewhere HTTPS_PROXY=http://proxy.example https_proxy=http://proxy.example CA_BUNDLE_FILE_PATH=/managed/proxy-ca/ca-bundle.crt",
            Environment(work));
        Assert.Equal("ssd", pod.TextAt("nodeSelector", "disk"));
        Assert.Equal("mirror.example/nginx:1.27", pod["containers"]![0].TextAt("image"));
        Assert.Equal("1", pod["containers"]![0].TextAt("resources", "limits", "cpu"));
        Assert.Equal(("hello-proxy-ca", "ca"), (manifests[1].Name(), manifests[1].TextAt("data", "ca-bundle.crt")));
        var addOn = await _hub.AddOnAsync("one", addOn => addOn.TextAt("status", "namespace") == "elsewhere");
        Assert.Equal(["addondeploymentconfigs", "addontemplates"], addOn.ObjectsAt("status", "configReferences").Select(item => item.TextAt("resource")));
    }

    [Fact]
    public async Task A_template_names_its_values()
    {
        _hub.Template("t", """[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"{{CLUSTER_NAME}}-{{ CLUSTER_NAME }}-{{HUB_KUBECONFIG}}-{{NONE}}"}}]""",
            ""","registration":[{"type":"KubeClient","kubeClient":{}}]""");
        _hub.Manage();
        _hub.Enable("two");
        _hub.Start();
        var work = await _hub.WorkAsync("two");
        Assert.Equal("two--/managed/hub-kubeconfig/kubeconfig-", work.ObjectsAt("spec", "workload", "manifests").Single().TextAt("data", "k"));
        var addOn = await _hub.AddOnAsync("two", addOn => addOn.ArrayAt("status", "registrations") is not null);
        Assert.Equal(
            """
            [{"signerName":"kubernetes.io/kube-apiserver-client","subject":{"groups":["system:open-cluster-management:cluster:two:addon:hello","system:open-cluster-management:addon:hello"],
            "user":"system:open-cluster-management:cluster:two:addon:hello:agent:hello-agent"}}]
            """.Replace("\n", ""),
            addOn["status"]!["registrations"]!.ToJsonString());
        _hub.Report("two");
        await _hub.ConditionAsync("two", "Available", "ProbeAvailable");
    }

    [Theory]
    [InlineData("""{{A}}""", "[{\"name\":\"A\",\"value\":\"a\\\"b\"}]")]
    [InlineData("""{{A""", "[]")]
    public async Task A_template_that_makes_no_manifest_is_told(string text, string variables)
    {
        _hub.Template("t", """[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"TEXT"}}]""".Replace("TEXT", text));
        _hub.Put(OcmTypes.AddOnDeploymentConfig, "default", "c", """{"customizedVariables":VARIABLES}""".Replace("VARIABLES", variables));
        _hub.Manage();
        _hub.Enable("one", """{"configs":[{"group":"addon.open-cluster-management.io","resource":"addondeploymentconfigs","namespace":"default","name":"c"}]}""");
        _hub.Start();
        await _hub.ConditionAsync("one", "ManifestApplied", "ManifestWorkApplyFailed");
        Assert.Empty(Hub.List(OcmTypes.ManifestWork, "one"));
        Assert.Empty(_hub.Controllers.Faults);
    }

    [Fact]
    public async Task A_value_put_in_again_and_again_does_not_fill_the_memory()
    {
        var many = string.Concat(Enumerable.Repeat("{{A}}", 20_000));
        _hub.Template("t", """[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"TEXT"}}]""".Replace("TEXT", many));
        _hub.Put(OcmTypes.AddOnDeploymentConfig, "default", "c", """{"customizedVariables":[{"name":"A","value":"VALUE"}]}""".Replace("VALUE", new string('a', 1024)));
        _hub.Manage();
        _hub.Enable("one", """{"configs":[{"group":"addon.open-cluster-management.io","resource":"addondeploymentconfigs","namespace":"default","name":"c"}]}""");
        _hub.Start();
        await _hub.ConditionAsync("one", "ManifestApplied", "ManifestWorkApplyFailed");
    }

    [Fact]
    public async Task An_add_on_waits_for_what_runs_before_it_goes()
    {
        _hub.Template("t", """
            [{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}},
             {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"bye","namespace":"default","annotations":{"addon.open-cluster-management.io/addon-pre-delete":""}},"spec":{}}]
            """);
        _hub.Manage();
        _hub.Enable("one");
        _hub.Start();
        var deployed = await _hub.WorkAsync("one");
        Assert.Equal("a", deployed.ObjectsAt("spec", "workload", "manifests").Single().Name());
        await _hub.AddOnAsync("one", addOn => addOn.HasFinalizer("addon.open-cluster-management.io/addon-pre-delete"));
        Assert.Null(Hub.Get(OcmTypes.ManifestWork, "one", "addon-hello-pre-delete"));

        Hub.Delete(OcmTypes.ManagedClusterAddOn, "one", "hello");
        var hook = await _hub.WorkAsync("one", "addon-hello-pre-delete");
        Assert.Equal("bye", hook.ObjectsAt("spec", "workload", "manifests").Single().Name());
        await _hub.ConditionAsync("one", "HookManifestCompleted", "HookManifestIsNotCompleted");
        _hub.Report("one", "addon-hello-pre-delete", """[{"name":"JobComplete","fieldValue":{"type":"String","string":"True"}}]""", "jobs", "bye");
        await TestFleet.GoneAsync(Hub, OcmTypes.ManagedClusterAddOn, "one", "hello");
    }

    [Fact]
    public async Task A_configuration_of_an_unknown_kind_is_told()
    {
        _hub.Template("t");
        _hub.Manage();
        _hub.Enable("one", """{"configs":[{"group":"example.com","resource":"things","name":"a"}]}""");
        _hub.Start();
        await _hub.ConditionAsync("one", "Progressing", "ConfigurationUnsupported", "Configuration with gvr example.com/things is not supported for this addon");
    }

    [Fact]
    public async Task An_add_on_with_a_controller_of_its_own_is_owned_and_left_to_it()
    {
        _hub.Manage(supported: "[]");
        _hub.Enable("one");
        _hub.Start();
        var addOn = await _hub.ConditionAsync("one", "Progressing", "WaitingForManifestApplied");
        Assert.Equal("ClusterManagementAddOn", addOn.ObjectsAt("metadata", "ownerReferences").Single().TextAt("kind"));
        await _hub.ConditionAsync("one", "Configured", "ConfigurationsConfigured");
        Assert.Null(addOn.At("status", "healthCheck"));
    }

    private static string Environment(JsonObject work) => string.Join(' ', work.ObjectsAt("spec", "workload", "manifests").First()
        .ObjectAt("spec", "template", "spec").ObjectsAt("containers").Single().ObjectsAt("env").Select(item => $"{item.TextAt("name")}={item.TextAt("value")}"));
}
