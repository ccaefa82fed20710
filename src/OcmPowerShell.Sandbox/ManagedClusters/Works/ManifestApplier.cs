using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters.Feedback;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>
/// Applies the manifests of a work to the managed cluster. <c>spec.executor</c> is not looked at: the sandbox's managed
/// clusters let the agent do everything.
/// </summary>
internal sealed class ManifestApplier(IResourceClient cluster, KindCatalog kinds)
{
    private readonly UpdateStrategies _strategies = new(cluster);

    /// <summary>Applies all manifests, in the order of their kinds, and answers in the order of the work.</summary>
    public IReadOnlyList<ManifestResult> Apply(JsonObject work, Ownership owner)
    {
        var manifests = work.ArrayAt("spec", "workload", "manifests") ?? [];
        var results = new ManifestResult[manifests.Count];
        foreach (var ordinal in Enumerable.Range(0, manifests.Count).OrderBy(index => ApplyOrder.RankOf(manifests[index].TextAt("kind"))))
        {
            results[ordinal] = Apply(ordinal, manifests[ordinal], work, owner);
        }

        return results;
    }

    private ManifestResult Apply(int ordinal, JsonNode? manifest, JsonObject work, Ownership owner)
    {
        if (manifest is not JsonObject value || value.TextAt("kind") is not { Length: > 0 } kind)
        {
            return new(new(ordinal, "", "", "", "", "", ""), null, $"Object 'Kind' is missing in '{manifest?.ToJsonString()}'", null);
        }

        var apiVersion = value.TextAt("apiVersion") ?? "";
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        var meta = new ResourceMeta(ordinal, group, version, kind, "", value.Namespace(), value.Name());
        if (kinds.Find(group, version, kind) is not { } type)
        {
            return new(meta, null, $"the server doesn't have a resource type \"{kind}\"", null);
        }

        meta = meta with { Resource = type.Plural, Namespace = type.Namespaced ? meta.Namespace : "" };
        return Apply(meta, type, value, work, owner);
    }

    private ManifestResult Apply(ResourceMeta meta, ResourceType type, JsonObject manifest, JsonObject work, Ownership owner)
    {
        if (HasEnded(meta, work))
        {
            return new(meta, type, null, null);
        }

        if (Complaint(meta, type) is { } complaint)
        {
            return new(meta, type, complaint, null);
        }

        var spec = work.ObjectAt("spec");
        var mine = owner with { Owned = DeleteOption.Owns(spec, meta) };
        var strategy = ManifestConfig.Find(meta, spec).UpdateStrategy;
        try
        {
            var applied = _strategies.Apply(strategy, type, meta, Required(manifest, type), mine);
            return new(meta, type, null, applied is null ? null : ContentOf(applied));
        }
        catch (ApiException error)
        {
            return new(meta, type, error.Message, null);
        }
    }

    /// <summary>What the object says, metadata and status aside, as one text to compare.</summary>
    public static string ContentOf(JsonObject value)
    {
        var content = value.Copy();
        content.Remove("metadata");
        content.Remove("status");
        return content.ToJsonString();
    }

    /// <summary>A manifest whose condition Complete became True is never applied again.</summary>
    private static bool HasEnded(ResourceMeta meta, JsonObject work) =>
        work.ObjectsAt("status", "resourceStatus", "manifests").Any(manifest =>
            ResourceMeta.From(manifest.ObjectAt("resourceMeta")).AnyPlace == meta.AnyPlace
            && ConditionList.IsTrue(manifest.ArrayAt("conditions"), ConditionRules.Complete));

    private static string? Complaint(ResourceMeta meta, ResourceType type) => (meta, type) switch
    {
        ({ Name: "" }, _) => "resource name may not be empty",
        ({ Namespace: "" }, { Namespaced: true }) => "an empty namespace may not be set when a resource name is provided",
        _ => null,
    };

    private static JsonObject Required(JsonObject manifest, ResourceType type)
    {
        var required = manifest.Copy();
        // A uid from where the manifest was exported would read as "only if it is this very object".
        required.Child("metadata").Remove("uid");
        if (!type.Namespaced)
        {
            required.Child("metadata").Remove("namespace");
        }

        return required;
    }
}
