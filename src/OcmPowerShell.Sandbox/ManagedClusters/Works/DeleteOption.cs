using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>Reads <c>spec.deleteOption</c>: which objects go with the work.</summary>
internal static class DeleteOption
{
    /// <summary>Whether the object goes when its manifest or the work does. Orphaning rules match exactly, without wildcards.</summary>
    public static bool Owns(JsonObject? spec, ResourceMeta meta) => spec.TextAt("deleteOption", "propagationPolicy") switch
    {
        "Orphan" => false,
        "SelectivelyOrphan" => !spec.ObjectsAt("deleteOption", "selectivelyOrphans", "orphaningRules").Any(rule =>
            (rule.TextAt("group") ?? "") == meta.Group
            && rule.TextAt("resource") == meta.Resource
            && rule.TextAt("name") == meta.Name
            && (rule.TextAt("namespace") ?? "") == meta.Namespace),
        _ => true,
    };
}
