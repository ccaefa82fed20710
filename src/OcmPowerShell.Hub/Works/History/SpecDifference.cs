using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>What must change for one state to become another.</summary>
internal static class SpecDifference
{
    /// <summary>The JSON merge patch that makes one object the other, taking out what the other has not; null where they are equal.</summary>
    public static JsonObject? Patch(JsonObject have, JsonObject want)
    {
        var patch = new JsonObject();
        foreach ((string name, _) in have)
        {
            if (!want.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        foreach ((string name, JsonNode? value) in want)
        {
            JsonNode? old = have[name];
            if (JsonNode.DeepEquals(old, value))
            {
                continue;
            }

            // A list is replaced whole, which is how a merge patch has it.
            patch[name] = old is JsonObject before && value is JsonObject after ? Patch(before, after) : value?.DeepClone();
        }

        return patch.Count == 0 ? null : patch;
    }
}
