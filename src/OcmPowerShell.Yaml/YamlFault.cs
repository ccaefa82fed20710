using OcmPowerShell.Hub.Yaml;
using YamlDotNet.Core;

namespace OcmPowerShell.Yaml;

/// <summary>Turns the parser's error into ours, at the place an author should look at.</summary>
internal static class YamlFault
{
    public static YamlSyntaxException Of(YamlException fault, string text)
    {
        // The parser finds a tab that indents a line only once it is past, and then names the mapping's start.
        if (fault.Message.Contains("tab", StringComparison.Ordinal) && IndentingTab(text, (int)fault.Start.Line) is { Line: > 0 } tab)
        {
            return new YamlSyntaxException("A tab cannot indent YAML: use spaces.", tab.Line, tab.Column, fault);
        }

        // Its range ends where it was surprised; only what is never closed is better found at its start.
        Mark place = fault.End.Index >= text.Length ? fault.Start : fault.End;
        return new YamlSyntaxException(fault.Message, (int)place.Line, (int)place.Column, fault);
    }

    private static (int Line, int Column) IndentingTab(string text, int fromLine)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> content in text.AsSpan().EnumerateLines())
        {
            int tab = content.IndexOfAnyExcept(' ');
            if (++line >= fromLine && tab >= 0 && content[tab] == '\t' && !content.Trim().IsEmpty)
            {
                return (line, tab + 1);
            }
        }

        return default;
    }
}
