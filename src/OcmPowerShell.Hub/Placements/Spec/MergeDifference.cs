using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Works out the JSON merge patch between two objects: exactly the paths that differ, lists as a whole.</summary>
internal static class MergeDifference
{
    /// <summary>What changes one into the other; empty when they are equal.</summary>
    /// <param name="from">As it is.</param>
    /// <param name="to">As it is to be.</param>
    public static JsonObject Between(JsonObject from, JsonObject to)
    {
        JsonObject patch = [];
        foreach ((string name, JsonNode? wanted) in to)
        {
            JsonNode? present = from[name];
            if (wanted is JsonObject inner && present is JsonObject old)
            {
                JsonObject change = Between(old, inner);
                if (change.Count > 0)
                {
                    patch[name] = change;
                }
            }
            else if (!JsonNode.DeepEquals(present, wanted))
            {
                patch[name] = wanted?.DeepClone();
            }
        }

        foreach ((string name, JsonNode? present) in from)
        {
            if (present is not null && !to.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        return patch;
    }
}
