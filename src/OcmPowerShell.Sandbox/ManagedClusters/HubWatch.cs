using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>Watches one kind on the hub for everybody whom its objects concern.</summary>
/// <param name="name">Who it is, for the log.</param>
/// <param name="hub">The hub.</param>
/// <param name="type">The kind.</param>
/// <param name="notice">Told of each object that is there, is changed or goes.</param>
internal sealed class HubWatch(string name, IResourceClient hub, ResourceType type, Action<JsonObject> notice) : IActor
{
    public string Name => name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in hub.WatchAsync(type, null, cancellationToken))
        {
            notice(change.Object);
        }
    }
}
