using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>Whether two JSON values say the same: members in any order, null members like missing ones.</summary>
internal static class JsonEquality
{
    public static bool Same(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonObject a, JsonObject b) => SameMembers(a, b),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JsonValue a, JsonValue b) => SameScalar(a, b),
        _ => false,
    };

    private static bool SameMembers(JsonObject left, JsonObject right) =>
        left.Count(member => member.Value is not null) == right.Count(member => member.Value is not null)
        && left.All(member => member.Value is null || Same(member.Value, right[member.Key]));

    private static bool SameScalar(JsonValue left, JsonValue right)
    {
        var kind = left.GetValueKind();
        return kind == right.GetValueKind()
            && (kind == JsonValueKind.String
                ? left.GetValue<string>() == right.GetValue<string>()
                : left.ToJsonString() == right.ToJsonString());
    }
}
