using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// The resource names of kinds, which a manifestConfig goes by: those of Kubernetes itself, and those that
/// CustomResourceDefinitions among the manifests, or the agent in the work's status, tell. Others are not guessed: a config
/// for a resource that does not exist does nothing, and nobody is told.
/// </summary>
internal sealed class ResourceDirectory
{
    // The groups whose kinds all have the plural that Kubernetes' rule gives; Endpoints alone has it already.
    private static readonly HashSet<string> OwnGroups = new(StringComparer.Ordinal)
    {
        "", "apps", "batch", "autoscaling", "policy", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "certificates.k8s.io",
        "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io",
        "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    };

    private readonly Dictionary<(string Group, string Kind), string> _told = [];

    /// <summary>The directory of the manifests of a set.</summary>
    public static ResourceDirectory Of(ManifestSet manifests)
    {
        var directory = new ResourceDirectory();
        foreach (Manifest manifest in manifests.Manifests)
        {
            if (manifest is { Kind: "CustomResourceDefinition", Group: "apiextensions.k8s.io" })
            {
                directory.Learn(JsonNode.Parse(manifest.Utf8Json.Span, documentOptions: JsonDepth.Document));
            }
        }

        return directory;
    }

    /// <summary>The directory of a work as it is.</summary>
    public static ResourceDirectory Of(JsonNode? work)
    {
        var directory = new ResourceDirectory();
        foreach (JsonObject meta in work.ObjectsAt("status", "resourceStatus", "manifests").Select(status => status.ObjectAt("resourceMeta")).OfType<JsonObject>())
        {
            if (meta.TextAt("kind") is { } kind && meta.TextAt("resource") is { Length: > 0 } resource)
            {
                directory._told[(meta.TextAt("group") ?? "", kind)] = resource;
            }
        }

        foreach (JsonObject manifest in work.ObjectsAt("spec", "workload", "manifests").Where(manifest => manifest.TextAt("kind") == "CustomResourceDefinition"))
        {
            directory.Learn(manifest);
        }

        return directory;
    }

    /// <summary>The plural of a kind that Kubernetes itself has; null for others.</summary>
    public static string? WellKnown(string group, string kind)
    {
        if (!OwnGroups.Contains(group) || kind.Length == 0)
        {
            return null;
        }

        string singular = kind.ToLowerInvariant();
        return singular switch
        {
            "endpoints" => singular,
            _ when singular.EndsWith('s') => singular + "es",
            _ when singular.EndsWith('y') => singular[..^1] + "ies",
            _ => singular + "s",
        };
    }

    /// <summary>The error for kinds whose resource name nobody told.</summary>
    public static HubException Unknown(IReadOnlyCollection<string> kinds) => new(
        "ResourceNameUnknown",
        $"An update strategy is given to resources, and the resource name of {string.Join(", ", kinds)} is not known here. Name it: -ManifestConfig (New-OcmManifestConfig -Group <group> -Resource <plural> -Namespace * -Name * -UpdateStrategy <strategy>), or add the CustomResourceDefinition to the manifests.");

    /// <summary>Takes over what another tells.</summary>
    public ResourceDirectory With(ResourceDirectory other)
    {
        foreach ((var kind, string resource) in other._told)
        {
            _told.TryAdd(kind, resource);
        }

        return this;
    }

    /// <summary>What a config calls a manifest; the resource is empty where it is not known.</summary>
    public ResourceTarget TargetOf(ManifestOutline manifest) => new(
        manifest.Group,
        _told.GetValueOrDefault((manifest.Group, manifest.Kind)) ?? WellKnown(manifest.Group, manifest.Kind) ?? "",
        manifest.Namespace,
        manifest.Name);

    private void Learn(JsonNode? definition)
    {
        if (definition.TextAt("spec", "group") is { } group && definition.TextAt("spec", "names", "kind") is { } kind
            && definition.TextAt("spec", "names", "plural") is { Length: > 0 } plural)
        {
            _told[(group, kind)] = plural;
        }
    }
}
