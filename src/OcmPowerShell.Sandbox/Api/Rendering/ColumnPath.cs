using System.Text.Json;

namespace OcmPowerShell.Sandbox.Api.Rendering;

/// <summary>
/// As much of JSONPath as printer columns use: members, <c>[*]</c>, and <c>[?(@.member=="text")]</c>. As on a real server,
/// the first match is what counts.
/// </summary>
internal sealed class ColumnPath
{
    private readonly IReadOnlyList<string> _steps;

    private ColumnPath(IReadOnlyList<string> steps)
    {
        _steps = steps;
    }

    /// <summary>Reads a path.</summary>
    public static ColumnPath Parse(string path)
    {
        var steps = new List<string>();
        int position = 0;
        while (position < path.Length)
        {
            if (path[position] == '.')
            {
                position++;
                continue;
            }

            int end = path[position] == '[' ? path.IndexOf(']', position) + 1 : NextStep(path, position);
            steps.Add(path[position..end]);
            position = end;
        }

        return new ColumnPath(steps);
    }

    /// <summary>The first match in an object; null for none.</summary>
    public JsonElement? First(JsonElement root) => First(root, 0);

    private static int NextStep(string path, int from)
    {
        int end = path.AsSpan(from).IndexOfAny('.', '[');
        return end < 0 ? path.Length : from + end;
    }

    private JsonElement? First(JsonElement value, int step)
    {
        if (step == _steps.Count)
        {
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }

        string text = _steps[step];
        if (text[0] != '[')
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(text, out JsonElement member) ? First(member, step + 1) : null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (JsonElement item in value.EnumerateArray())
        {
            if (IsWanted(item, text) && First(item, step + 1) is JsonElement found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Whether an item passes <c>[*]</c> or <c>[?(@.member=="text")]</c>.</summary>
    private static bool IsWanted(JsonElement item, string step)
    {
        if (step == "[*]")
        {
            return true;
        }

        string[] sides = step.TrimStart('[', '?', '(').TrimEnd(']', ')').Split("==");
        string member = sides[0].Trim()["@.".Length..];
        return item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty(member, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            && value.ValueEquals(sides[1].Trim().Trim('"'));
    }
}
