using System.Globalization;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Patching;

/// <summary>JSON pointer, RFC 6901.</summary>
internal static class JsonPointer
{
    /// <summary>The steps of a pointer.</summary>
    /// <exception cref="ApiException">It does not start with a slash.</exception>
    public static string[] Parse(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        if (pointer[0] != '/')
        {
            throw Refusal.Unprocessable();
        }

        return [.. pointer[1..].Split('/').Select(step => step.Replace("~1", "/").Replace("~0", "~"))];
    }

    /// <summary>What a pointer leads to.</summary>
    /// <exception cref="ApiException">There is nothing.</exception>
    public static JsonNode? Follow(JsonNode? root, ReadOnlySpan<string> steps)
    {
        JsonNode? node = root;
        foreach (string step in steps)
        {
            node = node switch
            {
                JsonObject members when members.TryGetPropertyValue(step, out JsonNode? member) => member,
                JsonArray items => items[Index(step, items.Count)],
                _ => throw Refusal.Unprocessable(),
            };
        }

        return node;
    }

    /// <summary>The index that a step means in an array of this many items.</summary>
    /// <exception cref="ApiException">It means none.</exception>
    public static int Index(string step, int count)
    {
        // No signs, no leading zeros: "01" is no index.
        bool isNumber = step.Length > 0 && step.All(char.IsAsciiDigit) && (step.Length == 1 || step[0] != '0');
        return isNumber && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < count
            ? index
            : throw Refusal.Unprocessable();
    }
}
