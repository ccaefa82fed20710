using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model.Wire;

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

    /// <summary>The entries for <c>spec.manifestConfigs</c>; none for kinds that need nothing to run.</summary>
    public static JsonArray For(ManifestSet manifests) => For(manifests.Manifests.Select(ManifestOutline.Of));

    /// <summary>The same for manifests of which no more than the outline is known.</summary>
    public static JsonArray For(IEnumerable<ManifestOutline> manifests) =>
        new([.. manifests.Where(manifest => manifest.Resource is not null).Select(Entry)]);

    private static JsonNode Entry(ManifestOutline manifest)
    {
        var identifier = new JsonObject { ["group"] = manifest.Group, ["resource"] = manifest.Resource };
        if (manifest.Namespace.Length > 0)
        {
            identifier["namespace"] = manifest.Namespace;
        }

        identifier["name"] = manifest.Name;
        return new JsonObject { ["resourceIdentifier"] = identifier, ["feedbackRules"] = Rules(manifest.Kind) };
    }

    private static JsonArray Rules(string kind)
    {
        var rules = new JsonArray();
        if (kind != "StatefulSet")
        {
            rules.Add((JsonNode)new JsonObject { ["type"] = "WellKnownStatus" });
        }

        (string Name, string Path)[] paths = kind switch
        {
            "Deployment" => Deployment,
            "DaemonSet" => DaemonSet,
            "StatefulSet" => StatefulSet,
            _ => [],
        };
        if (paths.Length > 0)
        {
            JsonNode[] named = [.. paths.Select(path => new JsonObject { ["name"] = path.Name, ["path"] = path.Path })];
            rules.Add((JsonNode)new JsonObject { ["type"] = "JSONPaths", ["jsonPaths"] = new JsonArray(named) });
        }

        return rules;
    }
}
