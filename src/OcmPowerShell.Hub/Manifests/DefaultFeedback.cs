using System.Buffers;
using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>
/// Asks the agents for what tells whether a workload is ready. OCM's own rules cover four kinds and no generation;
/// without the generation a rollout that has not begun looks like one that is done.
/// </summary>
internal static class DefaultFeedback
{
    private static readonly (string Name, string Path)[] Generations =
    [
        ("ObservedGeneration", ".status.observedGeneration"),
        ("Generation", ".metadata.generation"),
    ];

    private static readonly (string Name, string Path)[] Deployment = [.. Generations, ("UpdatedReplicas", ".status.updatedReplicas")];

    private static readonly (string Name, string Path)[] DaemonSet = [.. Generations, ("UpdatedNumberScheduled", ".status.updatedNumberScheduled")];

    private static readonly (string Name, string Path)[] StatefulSet =
    [
        ("ReadyReplicas", ".status.readyReplicas"),
        ("Replicas", ".status.replicas"),
        ("AvailableReplicas", ".status.availableReplicas"),
        .. Generations,
        ("UpdatedReplicas", ".status.updatedReplicas"),
    ];

    /// <summary>The entries for <c>spec.manifestConfigs</c>, each one JSON object; none for kinds without a rule.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> For(ManifestSet manifests)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        foreach (Manifest manifest in manifests.Manifests)
        {
            if (ResourceNames.Find(manifest.ApiVersion, manifest.Kind) is { } resource)
            {
                entries.Add(Entry(manifest, resource));
            }
        }

        return entries;
    }

    private static ReadOnlyMemory<byte> Entry(Manifest manifest, string resource)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartObject("resourceIdentifier");
            json.WriteString("group", manifest.Group);
            json.WriteString("resource", resource);
            if (manifest.Namespace.Length > 0)
            {
                json.WriteString("namespace", manifest.Namespace);
            }

            json.WriteString("name", manifest.Name);
            json.WriteEndObject();
            json.WriteStartArray("feedbackRules");
            WriteRules(json, manifest.Kind);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteRules(Utf8JsonWriter json, string kind)
    {
        if (kind != "StatefulSet")
        {
            json.WriteStartObject();
            json.WriteString("type", "WellKnownStatus");
            json.WriteEndObject();
        }

        (string Name, string Path)[] paths = kind switch
        {
            "Deployment" => Deployment,
            "DaemonSet" => DaemonSet,
            "StatefulSet" => StatefulSet,
            _ => [],
        };
        if (paths.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "JSONPaths");
        json.WriteStartArray("jsonPaths");
        foreach ((string name, string path) in paths)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("path", path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
