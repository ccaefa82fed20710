using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.AddOns;
using OcmPowerShell.Tests.Sandbox.Agents;
using OcmPowerShell.Tests.Sandbox.Api;

namespace OcmPowerShell.Tests.Sandbox.Controllers;

/// <summary>A hub with an add-on manager, and what tests say to it.</summary>
internal sealed class AddOnHub : IAsyncDisposable
{
    private static readonly string[] Reported = ["Applied", "Available"];
    private readonly ControllerHub _hub = new();

    public AddOnHub(params string[] clusters)
    {
        foreach (var cluster in clusters)
        {
            TestPlacements.Namespace(Hub, cluster);
            Hub.Create(OcmTypes.ManagedCluster, null, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = cluster },
                ["spec"] = new JsonObject { ["hubAcceptsClient"] = true },
            });
        }
    }

    /// <summary>The hub as the user.</summary>
    public IResourceClient Hub => _hub.Client;

    /// <summary>The clock of the controllers.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>The hub that runs the controllers.</summary>
    public ControllerHub Controllers => _hub;

    /// <summary>Starts the add-on manager.</summary>
    public void Start() => _hub.Start("addon", (hub, backoff, report) => new AddOnManager(hub, backoff, Time, report));

    /// <summary>Starts what registration does for add-ons.</summary>
    public void StartFeatures() => _hub.Start("registration", (hub, backoff, report) => new AddOnFeatures(hub, backoff, Time, report));

    /// <summary>A template that brings a Deployment, or these manifests.</summary>
    public void Template(string name, string? manifests = null, string more = "") => Put(OcmTypes.AddOnTemplate, null, name,
        """{"addonName":"hello","agentSpec":{"workload":{"manifests":MANIFESTS}}MORE}"""
            .Replace("MORE", more).Replace("MANIFESTS", manifests ?? $"[{Manifest.Deployment("agent", 1).ToJsonString()}]"));

    /// <summary>Makes an object, or changes its spec.</summary>
    public void Put(ResourceType type, string? @namespace, string name, string spec, JsonObject? annotations = null)
    {
        if (Hub.Change(type, @namespace, name, value => (value["spec"] = Manifest.Of(spec)) is not null) is null)
        {
            Hub.Create(type, @namespace, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["annotations"] = annotations ?? [] },
                ["spec"] = Manifest.Of(spec),
            });
        }
    }

    /// <summary>The ClusterManagementAddOn hello, made from template t by default.</summary>
    public void Manage(string strategy = """{"type":"Manual"}""", string? supported = null, JsonObject? annotations = null) =>
        Put(OcmTypes.ClusterManagementAddOn, null, "hello", """{"installStrategy":STRATEGY,"supportedConfigs":SUPPORTED}"""
            .Replace("STRATEGY", strategy).Replace("SUPPORTED", supported ?? """
            [{"group":"addon.open-cluster-management.io","resource":"addontemplates","defaultConfig":{"name":"t"}},
             {"group":"addon.open-cluster-management.io","resource":"addondeploymentconfigs"}]
            """), annotations);

    /// <summary>Enables add-on hello on a cluster.</summary>
    public void Enable(string cluster, string spec = "{}") => Put(OcmTypes.ManagedClusterAddOn, cluster, "hello", spec);

    /// <summary>Says as an agent that a work was applied, and what of workloads it sees.</summary>
    public void Report(string cluster, string work = "addon-hello-deploy-0", string feedback = "[]", string resource = "deployments", string name = "agent") =>
        Hub.ChangeStatus(OcmTypes.ManifestWork, cluster, work, value =>
        {
            foreach (var type in Reported)
            {
                ConditionList.Set(value.Child("status").List("conditions"), new(type, Condition.True, "Reported", "", value.Generation()), Time.GetUtcNow());
            }

            value.Child("status")["resourceStatus"] = Manifest.Of(
                """
                {"manifests":[{"conditions":[],"resourceMeta":{"ordinal":0,"group":"GROUP","version":"v1","kind":"K","resource":"RESOURCE","name":"NAME","namespace":"default"},
                 "statusFeedback":{"values":FEEDBACK}}]}
                """.Replace("FEEDBACK", feedback).Replace("RESOURCE", resource).Replace("GROUP", resource == "jobs" ? "batch" : "apps").Replace("NAME", name));
        });

    /// <summary>Waits for add-on hello on a cluster to be as wished.</summary>
    public async Task<JsonObject> AddOnAsync(string cluster, Func<JsonObject, bool> wish)
    {
        JsonObject? last = null;
        await _hub.UntilAsync(() => (last = Hub.Get(OcmTypes.ManagedClusterAddOn, cluster, "hello")) is not null && wish(last), () => $"{cluster}: {last}");
        return last!;
    }

    /// <summary>Waits for a condition of add-on hello on a cluster.</summary>
    public Task<JsonObject> ConditionAsync(string cluster, string type, string reason, string? message = null) => AddOnAsync(cluster, addOn =>
        ConditionList.Find(addOn.ArrayAt("status", "conditions"), type) is { } condition
        && condition.TextAt("reason") == reason && (message is null || condition.TextAt("message") == message));

    /// <summary>Waits for a work of add-on hello.</summary>
    public async Task<JsonObject> WorkAsync(string cluster, string name = "addon-hello-deploy-0", Func<JsonObject, bool>? wish = null)
    {
        JsonObject? last = null;
        await _hub.UntilAsync(
            () => (last = Hub.Get(OcmTypes.ManifestWork, cluster, name)) is not null && (wish is null || wish(last)),
            () => $"{cluster}/{name}: {last} {Hub.Get(OcmTypes.ManagedClusterAddOn, cluster, "hello")}");
        return last!;
    }

    /// <summary>Waits for ClusterManagementAddOn hello to be as wished.</summary>
    public async Task<JsonObject> ManagedAsync(Func<JsonObject, bool> wish)
    {
        JsonObject? last = null;
        await _hub.UntilAsync(() => (last = Hub.Get(OcmTypes.ClusterManagementAddOn, null, "hello")) is not null && wish(last), () => $"{last}");
        return last!;
    }

    /// <summary>The clusters on which hello is enabled.</summary>
    public IEnumerable<string> Clusters() =>
        Hub.List(OcmTypes.ManagedClusterAddOn).Where(addOn => addOn.Name() == "hello" && !addOn.IsDeleting())
            .Select(addOn => addOn.Namespace()).Order(StringComparer.Ordinal);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
