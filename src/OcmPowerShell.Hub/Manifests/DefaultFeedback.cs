using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
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
        new([.. manifests.Select(EntryFor).OfType<JsonNode>()]);

    /// <summary>The entry for one manifest; null for a kind that needs nothing to run.</summary>
    public static JsonObject? EntryFor(ManifestOutline manifest) => manifest.Resource is not { } resource ? null : new JsonObject
    {
        ["resourceIdentifier"] = new ResourceTarget(manifest.Group, resource, manifest.Namespace, manifest.Name).ToJson(),
        ["feedbackRules"] = Rules(manifest.Kind),
    };

    /// <summary>What is asked for of a resource, apart from what OCM knows itself; null for one that needs nothing to run.</summary>
    /// <param name="group">The API group.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="wellKnown">Whether OCM knows the kind.</param>
    public static IReadOnlyList<FeedbackPath>? PathsOf(string group, string resource, out bool wellKnown)
    {
        string? kind = (group, resource) switch
        {
            ("apps", "deployments") => "Deployment",
            ("apps", "daemonsets") => "DaemonSet",
            ("apps", "statefulsets") => "StatefulSet",
            ("batch", "jobs") => "Job",
            ("", "pods") => "Pod",
            _ => null,
        };
        wellKnown = kind is not (null or "StatefulSet");
        return kind is null ? null : [.. Paths(kind).Select(path => new FeedbackPath { Name = path.Name, Path = path.Path })];
    }

    private static JsonArray Rules(string kind)
    {
        var rules = new JsonArray();
        if (kind != "StatefulSet")
        {
            rules.Add((JsonNode)new JsonObject { ["type"] = "WellKnownStatus" });
        }

        (string Name, string Path)[] paths = Paths(kind);
        if (paths.Length > 0)
        {
            JsonNode[] named = [.. paths.Select(path => new JsonObject { ["name"] = path.Name, ["path"] = path.Path })];
            rules.Add((JsonNode)new JsonObject { ["type"] = "JSONPaths", ["jsonPaths"] = new JsonArray(named) });
        }

        return rules;
    }

    private static (string Name, string Path)[] Paths(string kind) => kind switch
    {
        "Deployment" => Deployment,
        "DaemonSet" => DaemonSet,
        "StatefulSet" => StatefulSet,
        _ => [],
    };
}
