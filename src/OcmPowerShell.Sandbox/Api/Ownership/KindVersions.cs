using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>The versions that a kind is served in, seen from one of them.</summary>
/// <param name="table">All kinds.</param>
/// <param name="own">The version that objects are in.</param>
internal sealed class KindVersions(ResourceTable table, ResourceDefinition own)
{
    /// <summary>The version that objects are in.</summary>
    public ResourceDefinition Own => own;

    /// <summary>Another version of the kind; null where it is not served.</summary>
    public ResourceDefinition? Find(string apiVersion) =>
        apiVersion == own.Type.ApiVersion ? own : table.Find(own.Type.Group, apiVersion[(apiVersion.IndexOf('/') + 1)..], own.Type.Plural);

    /// <summary>The same object in another version.</summary>
    public JsonObject ConvertTo(ResourceDefinition other, JsonObject value) => Convert(own, other, value);

    /// <summary>An object of another version in this one.</summary>
    public JsonObject ConvertFrom(ResourceDefinition other, JsonObject value) => Convert(other, own, value);

    private static JsonObject Convert(ResourceDefinition from, ResourceDefinition to, JsonObject value)
    {
        JsonObject copy = JsonText.Copy(value);
        from.MakeStored(copy);
        to.MakeServed(copy);
        return copy;
    }
}
