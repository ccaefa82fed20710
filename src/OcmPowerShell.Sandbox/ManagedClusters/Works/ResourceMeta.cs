using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>Which object a manifest is about, as <c>status.resourceStatus.manifests[].resourceMeta</c> says it.</summary>
/// <param name="Ordinal">Place of the manifest in the work, from 0.</param>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Resource">Name in URLs; empty where the cluster does not serve the kind.</param>
/// <param name="Namespace">Namespace; empty for a cluster-scoped kind.</param>
/// <param name="Name">Name.</param>
internal sealed record ResourceMeta(
    int Ordinal, string Group, string Version, string Kind, string Resource, string Namespace, string Name)
{
    /// <summary>Whether it says enough to find the object.</summary>
    public bool IsComplete => Resource.Length > 0 && Version.Length > 0 && Name.Length > 0;

    /// <summary>The same without the place, to find a manifest that moved.</summary>
    public ResourceMeta AnyPlace => this with { Ordinal = 0 };

    public static ResourceMeta From(JsonObject? meta) => new(
        (int)(meta.IntegerAt("ordinal") ?? 0),
        meta.TextAt("group") ?? "",
        meta.TextAt("version") ?? "",
        meta.TextAt("kind") ?? "",
        meta.TextAt("resource") ?? "",
        meta.TextAt("namespace") ?? "",
        meta.TextAt("name") ?? "");

    public JsonObject ToJson() => new()
    {
        ["group"] = Group,
        ["kind"] = Kind,
        ["name"] = Name,
        ["namespace"] = Namespace,
        ["ordinal"] = Ordinal,
        ["resource"] = Resource,
        ["version"] = Version,
    };
}
