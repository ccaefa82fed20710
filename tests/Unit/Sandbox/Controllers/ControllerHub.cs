using System.Collections.Concurrent;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Tests.Sandbox.Agents;

namespace OcmPowerShell.Tests.Sandbox.Controllers;

/// <summary>A hub on which a test plays all parts but those of the controllers it starts.</summary>
internal sealed class ControllerHub : IAsyncDisposable
{
    private static readonly Backoff Fast = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100));
    private readonly ResourceApi _api;
    private readonly List<Supervisor> _running = [];

    public ControllerHub()
    {
        var table = HubResources.Table();
        foreach (var type in new[]
        {
            OcmTypes.Placement, OcmTypes.PlacementDecision, OcmTypes.ManifestWorkReplicaSet, OcmTypes.ClusterManagementAddOn,
            OcmTypes.ManagedClusterAddOn, OcmTypes.AddOnTemplate, OcmTypes.AddOnDeploymentConfig,
        })
        {
            if (table.Find(type.Group, type.Version, type.Plural) is null)
            {
                table.Add(new ResourceDefinition { Type = type });
            }
        }

        _api = new ResourceApi(table);
        Client = _api.Client("tester");
        TestPlacements.Namespace(Client, "default");
    }

    /// <summary>The hub as the user.</summary>
    public IResourceClient Client { get; }

    /// <summary>What controllers reported.</summary>
    public ConcurrentQueue<ActorFault> Faults { get; } = new();

    /// <summary>Starts a controller as a field manager.</summary>
    public void Start(string manager, Func<IResourceClient, Backoff, Action<ActorFault>, IActor> controller) =>
        _running.Add(new Supervisor(controller(_api.Client(manager), Fast, Faults.Enqueue), Faults.Enqueue, Fast, TimeProvider.System));

    /// <summary>Stops all controllers; what is on the hub stays.</summary>
    public async Task StopAsync()
    {
        foreach (var actor in _running)
        {
            await actor.DisposeAsync();
        }

        _running.Clear();
    }

    /// <summary>Waits for something, and says how it was when it did not come.</summary>
    public Task UntilAsync(Func<bool> holds, Func<string> otherwise) =>
        TestFleet.UntilAsync(holds, () => $"{otherwise()} {string.Join('\n', Faults)}");

    public async ValueTask DisposeAsync() => await StopAsync();
}
