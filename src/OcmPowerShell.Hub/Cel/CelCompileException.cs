using System.Globalization;
using System.Text;

namespace OcmPowerShell.Hub.Cel;

/// <summary>A CEL expression that cannot be used. The message is one line with the place, as in <c>ERROR: &lt;input&gt;:1:5: …</c>.</summary>
internal sealed class CelCompileException : Exception
{
    private const int LongestSnippet = 16384;

    private CelCompileException(string message, string report)
        : base(message) => Report = report;

    /// <summary>The message with the line of source below it and a mark under the place, as cel-go prints it.</summary>
    public string Report { get; }

    /// <summary>An error at an offset into the source.</summary>
    public static CelCompileException At(string source, int offset, string detail)
    {
        offset = Math.Clamp(offset, 0, source.Length);
        int start = offset == 0 ? 0 : source.LastIndexOf('\n', offset - 1) + 1;
        int end = source.IndexOf('\n', start);
        string line = source[start..(end < 0 ? source.Length : end)].Replace('\t', ' ');
        int number = source.AsSpan(0, start).Count('\n') + 1;
        int column = source[start..offset].EnumerateRunes().Count();
        string message = string.Create(CultureInfo.InvariantCulture, $"ERROR: <input>:{number}:{column + 1}: {detail}");
        return new(message, line.Length > LongestSnippet ? message : $"{message}\n | {line}\n | {Mark(line, column)}");
    }

    /// <summary>Dots up to the column and a caret below it; wide where the character above is not ASCII.</summary>
    private static string Mark(string line, int column)
    {
        var mark = new StringBuilder();
        foreach (Rune above in line.EnumerateRunes().Take(column))
        {
            mark.Append(above.IsAscii ? '.' : '\uff0e');
        }

        Rune[] at = [.. line.EnumerateRunes().Skip(column).Take(1)];
        return mark.Append(at is [{ IsAscii: false }] ? '\uff3e' : '^').ToString();
    }
}
