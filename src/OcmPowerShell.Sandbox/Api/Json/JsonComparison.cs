using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Json;

/// <summary>Whether two values mean the same JSON. It is asked several times of every write, so it builds no text of them.</summary>
internal static class JsonComparison
{
    /// <summary>Whether two values mean the same JSON.</summary>
    public static bool Same(JsonNode? left, JsonNode? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        return (left, right) switch
        {
            (JsonObject a, JsonObject b) => SameMembers(a, b),
            (JsonArray a, JsonArray b) => SameItems(a, b),
            (JsonValue a, JsonValue b) => SameScalar(a, b),
            _ => false,
        };
    }

    private static bool SameMembers(JsonObject left, JsonObject right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach ((string name, JsonNode? member) in left)
        {
            if (!right.TryGetPropertyValue(name, out JsonNode? other) || !Same(member, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameItems(JsonArray left, JsonArray right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int index = 0; index < left.Count; index++)
        {
            if (!Same(left[index], right[index]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameScalar(JsonValue left, JsonValue right)
    {
        JsonValueKind kind = left.GetValueKind();
        if (kind != right.GetValueKind())
        {
            return false;
        }

        return kind switch
        {
            JsonValueKind.String => left.GetValue<string>() == right.GetValue<string>(),
            JsonValueKind.Number => left.ToJsonString() == right.ToJsonString(),
            _ => true,
        };
    }
}
