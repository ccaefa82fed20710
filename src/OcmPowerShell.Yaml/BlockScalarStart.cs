using System.Buffers;
using System.Text;
using YamlDotNet.Core;

namespace OcmPowerShell.Yaml;

/// <summary>
/// A block scalar may begin with lines of nothing but spaces. YAML and Kubernetes take them for empty lines;
/// the parser refuses them, so they are emptied and the text is read again.
/// </summary>
internal static class BlockScalarStart
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n");

    public static bool IsRefused(YamlException fault) =>
        fault.Message.Contains("extra spaces in first line", StringComparison.Ordinal) ||
        fault.Message.Contains("more spaces in lines above first content line", StringComparison.Ordinal);

    /// <summary>Empties the blank lines between a block scalar's first line and its content. Lines keep their numbers.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="line">The line, from 1, at which the parser stopped: the first with content.</param>
    /// <returns>False when there is nothing to empty: with a given indentation (<c>|2</c>) spaces are content.</returns>
    public static bool TryClear(ref string text, int line)
    {
        List<int> starts = LineStarts(text, line);
        int header = Math.Min(line, starts.Count) - 2;
        while (header >= 0 && IsBlank(text.AsSpan(starts[header]..starts[header + 1])))
        {
            header--;
        }

        if (header < 0 || HasIndentation(text.AsSpan(starts[header]..starts[header + 1])))
        {
            return false;
        }

        int from = starts[header + 1];
        int to = starts[^1];
        var cleared = new StringBuilder();
        for (int i = header + 1; i < starts.Count - 1; i++)
        {
            cleared.Append(text.AsSpan(starts[i]..starts[i + 1]).TrimStart(' '));
        }

        if (cleared.Length == to - from)
        {
            return false;
        }

        text = string.Concat(text.AsSpan(0, from), cleared.ToString(), text.AsSpan(to));
        return true;
    }

    private static bool IsBlank(ReadOnlySpan<char> line) => line.Trim().IsEmpty;

    /// <summary>Where each line begins, up to the given one.</summary>
    private static List<int> LineStarts(string text, int count)
    {
        var starts = new List<int> { 0 };
        while (starts.Count < count && starts[^1] < text.Length)
        {
            starts.Add(NextLine(text, starts[^1]));
        }

        return starts;
    }

    private static bool HasIndentation(ReadOnlySpan<char> header)
    {
        int mark = header.LastIndexOfAny('|', '>');
        return mark >= 0 && header[mark..].IndexOfAnyInRange('1', '9') is >= 0 and <= 2;
    }

    private static int NextLine(string text, int start)
    {
        int step = text.AsSpan(start).IndexOfAny(Breaks);
        if (step < 0)
        {
            return text.Length;
        }

        int at = start + step;
        return text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;
    }
}
