using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub;

/// <summary>A sandbox behind real sockets, and a connection to it from its kubeconfig.</summary>
internal sealed class LiveHub : IAsyncDisposable
{
    private readonly IResourceClient? _admin;

    private LiveHub(SandboxHub sandbox, IResourceClient? admin)
    {
        (Sandbox, _admin) = (sandbox, admin);
        SecretWatch.Add(sandbox.Token);
        Connection = Connect();
    }

    public SandboxHub Sandbox { get; }

    public HubConnection Connection { get; }

    public WorkClient Works => new(Connection);

    /// <summary>The API server from the inside, for a hub without agents.</summary>
    public IResourceClient Admin => _admin ?? throw new InvalidOperationException("This hub has agents: they would undo it.");

    public FaultPlan Faults => Sandbox.Faults;

    /// <summary>The requests so far, oldest first.</summary>
    public IReadOnlyList<RequestLogEntry> Requests => Sandbox.Requests.Snapshot();

    /// <summary>A hub with simulated clusters that really apply works.</summary>
    public static async Task<LiveHub> WithAgentsAsync(params string[] clusters) => new(
        await SandboxHub.StartAsync(new SandboxOptions { Clusters = clusters, WorkloadDelay = TimeSpan.FromMilliseconds(100) }, TestContext.Current.CancellationToken),
        null);

    /// <summary>An API server where nothing happens but what the test does.</summary>
    public static async Task<LiveHub> WithoutAgentsAsync(params string[] namespaces)
    {
        var api = new ResourceApi(HubResources.Table());
        InProcessClient admin = api.Client("test");
        foreach (string name in namespaces)
        {
            admin.Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }

        SandboxHub sandbox = await SandboxHub.StartAsync(
            new SandboxOptions { Clusters = [] },
            (_, _) => Task.FromResult(new SandboxParts(new AuthorizationFilter(api.Authorizer, new ApiServer(api)), [])),
            cancellationToken: TestContext.Current.CancellationToken);
        return new LiveHub(sandbox, admin);
    }

    /// <summary>Another connection, as the same user.</summary>
    public HubConnection Connect() => HubConnection.Open(Sandbox.KubeconfigPath).Quick();

    /// <summary>Creates a work of one ConfigMap from the inside.</summary>
    public JsonObject AddWork(string cluster, string name, JsonObject? metadata = null, string manifest = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"}}""")
    {
        JsonObject meta = metadata?.Copy() ?? [];
        meta["name"] = name;
        return Admin.Create(OcmTypes.ManifestWork, cluster, new JsonObject
        {
            ["metadata"] = meta,
            ["spec"] = new JsonObject { ["workload"] = new JsonObject { ["manifests"] = new JsonArray(JsonNode.Parse(manifest, documentOptions: new() { MaxDepth = 200 })) } },
        });
    }

    /// <summary>Writes a work's status from the inside, as an agent would; what conditions must have and a test does not care for is added.</summary>
    public void Report(string cluster, string name, string status)
    {
        JsonNode value = JsonNode.Parse(status)!;
        foreach (JsonObject condition in value.ObjectsAt("resourceStatus", "manifests").Append(value).SelectMany(part => part.ObjectsAt("conditions")))
        {
            condition.Default("reason", "Test");
            condition.Default("message", "");
            condition.Default("lastTransitionTime", "2026-01-01T00:00:00Z");
        }

        Assert.NotNull(Admin.ChangeStatus(OcmTypes.ManifestWork, cluster, name, work => work["status"] = value.DeepClone()));
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await Sandbox.DisposeAsync();
    }
}
