using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Patching;

/// <summary>JSON merge patch, RFC 7396.</summary>
internal static class MergePatch
{
    /// <summary>The target with the patch applied; neither argument changes.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        JsonObject result = target is JsonObject members ? (JsonObject)members.DeepClone() : [];
        foreach ((string name, JsonNode? change) in changes)
        {
            result.SetOrRemove(name, change is null ? null : Apply(result[name], change));
        }

        return result;
    }
}
