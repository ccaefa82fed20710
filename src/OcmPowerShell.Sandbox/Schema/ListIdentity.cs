using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>What tells the items of a list of type map apart.</summary>
internal static class ListIdentity
{
    /// <summary>The item's keys as a JSON object with members in order, as field sets write it; null where a key is missing.</summary>
    public static string? KeyOf(SchemaNode list, JsonNode? item)
    {
        if (item is not JsonObject members)
        {
            return null;
        }

        var keys = new JsonObject();
        foreach (string key in list.ListMapKeys)
        {
            JsonNode? value = members[key]?.DeepClone() ?? list.Items?.Member(key)?.NewDefault();
            if (value is null)
            {
                return null;
            }

            keys[key] = value;
        }

        return Encoding.UTF8.GetString(JsonText.Sorted(keys));
    }
}
