using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>An object on the managed cluster that a work keeps, as <c>AppliedManifestWork.status.appliedResources</c> lists it.</summary>
internal sealed record AppliedResource(string Group, string Version, string Resource, string Namespace, string Name, string Uid)
{
    /// <summary>What tells it from others; a version or a new uid makes no other resource of it.</summary>
    public (string, string, string, string) Identity => (Group, Resource, Namespace, Name);

    public static AppliedResource From(JsonObject item) => new(
        item.TextAt("group") ?? "",
        item.TextAt("version") ?? "",
        item.TextAt("resource") ?? "",
        item.TextAt("namespace") ?? "",
        item.TextAt("name") ?? "",
        item.TextAt("uid") ?? "");

    public JsonObject ToJson()
    {
        var item = new JsonObject { ["group"] = Group, ["name"] = Name };
        if (Namespace.Length > 0)
        {
            item["namespace"] = Namespace;
        }

        item["resource"] = Resource;
        item["uid"] = Uid;
        item["version"] = Version;
        return item;
    }
}
