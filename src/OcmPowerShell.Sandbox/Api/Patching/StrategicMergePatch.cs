using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Patching;

/// <summary>
/// As much of strategic merge patch as clients need for the built-in kinds served here, whose only lists are lists of
/// texts: maps merge, lists of texts grow, and the directives for both are understood.
/// </summary>
internal static class StrategicMergePatch
{
    private const string DeleteItems = "$deleteFromPrimitiveList/";
    private const string ItemOrder = "$setElementOrder/";

    /// <summary>The target with the patch applied; neither argument changes.</summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        if (patch.Text("$patch") == "replace")
        {
            return WithoutDirectives(patch);
        }

        var result = (JsonObject)target.DeepClone();
        foreach ((string name, JsonNode? change) in patch)
        {
            if (name.StartsWith(DeleteItems, StringComparison.Ordinal))
            {
                RemoveItems(result, name[DeleteItems.Length..], change as JsonArray ?? []);
            }
            else if (!name.StartsWith(ItemOrder, StringComparison.Ordinal) && name is not ("$patch" or "$retainKeys"))
            {
                result.SetOrRemove(name, Merge(result[name], change));
            }
        }

        return result;
    }

    private static JsonNode? Merge(JsonNode? current, JsonNode? change) => change switch
    {
        JsonObject members when members.Text("$patch") == "delete" => null,
        JsonObject members => Apply(current as JsonObject ?? [], members),
        JsonArray items when items.All(item => item is JsonValue) && current is JsonArray known =>
            new JsonArray([.. known.Concat(items.Where(item => !known.Any(one => JsonText.Same(one, item)))).Select(item => item?.DeepClone())]),
        _ => change?.DeepClone(),
    };

    private static void RemoveItems(JsonObject target, string name, JsonArray unwanted)
    {
        if (target[name] is JsonArray items)
        {
            target[name] = new JsonArray([.. items
                .Where(item => !unwanted.Any(one => JsonText.Same(one, item)))
                .Select(item => item?.DeepClone())]);
        }
    }

    private static JsonObject WithoutDirectives(JsonObject patch) =>
        new(patch.Where(member => !member.Key.StartsWith('$')).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
}
