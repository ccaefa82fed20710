using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Benchmarks;

/// <summary>Requests for kinds that the hub library has no client of.</summary>
/// <param name="hub">The hub.</param>
internal sealed class HubRequests(HubConnection hub)
{
    /// <summary>Reads an object or a list; null where there is none.</summary>
    public async Task<JsonObject?> GetAsync(string path) =>
        await hub.Rest.GetAsync(path, CancellationToken.None) is { } answer ? JsonNode.Parse(answer)!.AsObject() : null;

    /// <summary>Creates an object.</summary>
    public Task CreateAsync(string collection, string json) =>
        hub.Rest.SendAsync(HttpMethod.Post, collection, Encoding.UTF8.GetBytes(json), "application/json", CancellationToken.None);

    /// <summary>Changes an object by a merge patch.</summary>
    public Task PatchAsync(string path, string json) =>
        hub.Rest.SendAsync(HttpMethod.Patch, path, Encoding.UTF8.GetBytes(json), "application/merge-patch+json", CancellationToken.None);

    /// <summary>Asks for an object until it is as it should be.</summary>
    public async Task WaitAsync(string path, Func<JsonObject, bool> isDone)
    {
        for (DateTime end = DateTime.UtcNow.AddMinutes(5); DateTime.UtcNow < end;)
        {
            if (await GetAsync(path) is { } value && isDone(value))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        throw new TimeoutException($"{path} does not become what it should be.");
    }
}
