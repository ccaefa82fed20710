using System.Text.Json;

namespace OcmPowerShell.Sandbox.Api.Rendering;

/// <summary>
/// As much of JSONPath as printer columns use: members, indexes, <c>[*]</c>, and <c>[?(@.member=="text")]</c>. As on a real
/// server, the first match is what counts.
/// </summary>
internal sealed class ColumnPath
{
    private readonly IReadOnlyList<ColumnStep> _steps;

    private ColumnPath(IReadOnlyList<ColumnStep> steps)
    {
        _steps = steps;
    }

    /// <summary>Reads a path; null where it is none.</summary>
    public static ColumnPath? Parse(string path)
    {
        var steps = new List<ColumnStep>();
        int position = 0;
        while (position < path.Length)
        {
            ColumnStep? step = path[position] switch
            {
                '.' => Member(path, ref position),
                '[' => Bracket(path, ref position),
                _ => null,
            };
            if (step is null)
            {
                return null;
            }

            steps.Add(step);
        }

        return steps.Count > 0 && path[0] == '.' ? new ColumnPath(steps) : null;
    }

    /// <summary>The first match in an object; null for none.</summary>
    public JsonElement? First(JsonElement root) => First(root, 0);

    private static ColumnStep? Member(string path, ref int position)
    {
        int start = ++position;
        while (position < path.Length && path[position] is not ('.' or '['))
        {
            position += path[position] == '\\' ? 2 : 1;
        }

        position = Math.Min(position, path.Length);
        string name = path[start..position].Replace("\\", string.Empty, StringComparison.Ordinal);
        return name.Length == 0 ? null : name == "*" ? new ColumnStep.All() : new ColumnStep.Member(name);
    }

    private static ColumnStep? Bracket(string path, ref int position)
    {
        int end = End(path, position);
        if (end < 0)
        {
            return null;
        }

        string inside = path[(position + 1)..end].Trim();
        position = end + 1;
        if (inside == "*")
        {
            return new ColumnStep.All();
        }

        if (int.TryParse(inside, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int index))
        {
            return new ColumnStep.Index(index);
        }

        return inside is ['\'' or '"', .., '\'' or '"'] && inside.Length > 2 ? new ColumnStep.Member(inside[1..^1]) : ColumnStep.Filter.Parse(inside);
    }

    /// <summary>The bracket that closes, not counting those in texts; -1 for none.</summary>
    private static int End(string path, int from)
    {
        char quote = '\0';
        for (int index = from + 1; index < path.Length; index++)
        {
            if (quote != '\0')
            {
                quote = path[index] == quote ? '\0' : quote;
            }
            else if (path[index] is '"' or '\'')
            {
                quote = path[index];
            }
            else if (path[index] == ']')
            {
                return index;
            }
        }

        return -1;
    }

    private JsonElement? First(JsonElement value, int step)
    {
        if (step == _steps.Count)
        {
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }

        foreach (JsonElement next in _steps[step].Below(value))
        {
            if (First(next, step + 1) is JsonElement found)
            {
                return found;
            }
        }

        return null;
    }
}
