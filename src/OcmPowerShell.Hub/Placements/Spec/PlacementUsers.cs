using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>
/// Finds what goes by placements: replica sets of their namespace, and add-ons that are installed where they say. Each
/// list is read once; what may not be read counts as none.
/// </summary>
/// <param name="hub">The hub.</param>
internal sealed class PlacementUsers(HubConnection hub)
{
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<JsonObject>>> _lists = [];

    /// <summary>What goes by a placement, as in <c>replica set 'web'</c>; empty for nothing that is known.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(ObjectKey placement, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> sets = await ListAsync(ResourcePath.ManifestWorkReplicaSets.Collection(placement.Namespace), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JsonObject> addOns = await ListAsync(ResourcePath.ClusterManagementAddOns.Collection(), cancellationToken).ConfigureAwait(false);
        return
        [
            .. sets.Where(set => set.ObjectsAt("spec", "placementRefs").Any(reference => reference.TextAt("name") == placement.Name)).Select(set => $"replica set '{NameOf(set)}'"),
            .. addOns.Where(addOn => addOn.ObjectsAt("spec", "installStrategy", "placements").Any(reference => Names(reference, placement))).Select(addOn => $"add-on '{NameOf(addOn)}'"),
        ];
    }

    private static bool Names(JsonObject reference, ObjectKey placement) =>
        reference.TextAt("namespace") == placement.Namespace && reference.TextAt("name") == placement.Name;

    private static string? NameOf(JsonObject value) => value.TextAt("metadata", "name");

    private Task<IReadOnlyList<JsonObject>> ListAsync(string path, CancellationToken cancellationToken) => _lists.GetOrAdd(path, _ => ReadAsync(path, cancellationToken));

    private async Task<IReadOnlyList<JsonObject>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            byte[] answer = await hub.Rest.SendAsync(HttpMethod.Get, path, null, null, cancellationToken).ConfigureAwait(false);
            return [.. hub.Rest.Parse(JsonNodeExtensions.ParseObject, answer).ObjectsAt("items")];
        }
        catch (HubException)
        {
            // Who goes by a placement is good to know, and no reason not to go on.
            return [];
        }
    }
}
