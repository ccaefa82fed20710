using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>Makes a ManifestWork that can be applied again, here or on another hub, of one that a hub has.</summary>
internal static class WorkCopy
{
    private static readonly string[] Kept = ["name", "namespace", "labels", "annotations"];

    // What makes a controller take the work for its own, and change or delete it.
    private static readonly string[] Owners = [Ownership.ReplicaSetLabel, Ownership.AddOnLabel];

    private static readonly string[] Records = ["kubectl.kubernetes.io/last-applied-configuration"];

    /// <summary>The work without what the hub and its controllers keep in it: status, identity, version, owners.</summary>
    /// <param name="json">The work as the hub has it.</param>
    /// <returns>The work as compact JSON.</returns>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        JsonObject work = JsonNode.Parse(json.Span, documentOptions: JsonDepth.Document)!.AsObject();
        JsonObject metadata = work["metadata"] as JsonObject ?? [];
        Remove(metadata["labels"] as JsonObject, Owners);
        Remove(metadata["annotations"] as JsonObject, Records);
        var copy = new JsonObject
        {
            ["apiVersion"] = work["apiVersion"]?.DeepClone() ?? "work.open-cluster-management.io/v1",
            ["kind"] = work["kind"]?.DeepClone() ?? "ManifestWork",
            ["metadata"] = new JsonObject(Kept
                .Select(name => KeyValuePair.Create(name, metadata[name]?.DeepClone()))
                .Where(member => member.Value is not (null or JsonObject { Count: 0 }))),
            ["spec"] = work["spec"]?.DeepClone(),
        };
        return WorkBody.Write(writer => copy.WriteTo(writer));
    }

    private static void Remove(JsonObject? map, IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            map?.Remove(key);
        }
    }
}
