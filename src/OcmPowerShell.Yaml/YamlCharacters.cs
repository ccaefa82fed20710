using System.Buffers;
using System.Globalization;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Yaml;

/// <summary>Refuses what YAML forbids in its text before the parser sees it, which takes a NUL for the end.</summary>
internal static class YamlCharacters
{
    private static readonly SearchValues<char> Ordinary = SearchValues.Create(
        "\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static void Check(string text)
    {
        ReadOnlySpan<char> all = text;
        int offset = 0;
        for (int step = all.IndexOfAnyExcept(Ordinary); step >= 0; step = all[offset..].IndexOfAnyExcept(Ordinary))
        {
            int at = offset + step;
            int length = AllowedAt(all, at);
            if (length == 0)
            {
                throw Forbidden(text, at);
            }

            offset = at + length;
        }
    }

    /// <summary>True where YAML lets a character that is no surrogate stand in its text.</summary>
    public static bool IsPrintable(char c) =>
        c is '\t' or '\n' or '\r' or (>= ' ' and <= '~') or '\u0085' or (>= '\u00A0' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD');

    private static int AllowedAt(ReadOnlySpan<char> text, int at)
    {
        if (IsPrintable(text[at]))
        {
            return 1;
        }

        bool isPair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
        return isPair ? 2 : 0;
    }

    private static YamlSyntaxException Forbidden(string text, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, at);
        int line = before.Count('\n') + 1;
        int column = at - before.LastIndexOf('\n');
        string code = ((int)text[at]).ToString("X4", CultureInfo.InvariantCulture);
        return new YamlSyntaxException(
            $"The character U+{code} is not allowed in YAML. Unless this is a binary file, write it as \"\\u{code}\".", line, column);
    }
}
