using System.Buffers;
using System.Globalization;
using System.Text;

namespace OcmPowerShell.Yaml;

/// <summary>
/// Chooses how a text is written: plain when every reader takes it for the same text, between double quotes when it
/// would read as another type, between single quotes when only its punctuation is in the way.
/// </summary>
internal static class YamlTextStyle
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789abcdefABCDEFxXo+-.:_TZ ");
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    /// <summary>Whether a text can be a <c>|</c> block: more than one line, and nothing in it that only an escape can carry.</summary>
    public static bool IsBlock(string text)
    {
        if (!text.Contains('\n') || text.AsSpan().Trim('\n').IsEmpty || text.Contains(" \n", StringComparison.Ordinal) || text[^1] == ' ')
        {
            return false;
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value != '\n' && NeedsEscape(rune))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text on one line.</summary>
    public static string Inline(string text)
    {
        if (ReadsAsOther(text))
        {
            return DoubleQuoted(text);
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (NeedsEscape(rune))
            {
                return DoubleQuoted(text);
            }
        }

        return IsPlain(text) ? text : SingleQuoted(text);
    }

    /// <summary>A key on one line. YamlDotNet loses its way after a plain one in which a star follows a space.</summary>
    public static string Key(string text) => Inline(text) is var inline && inline == text && text.Contains(" *", StringComparison.Ordinal) ? SingleQuoted(text) : inline;

    private static bool ReadsAsOther(string text) =>
        text is "=" or "<<" || YamlScalar.Resolve(text).Kind != YamlScalarKind.Text || LooksNumeric(text);

    /// <summary>
    /// Dates, times of day (numbers to base 60) and numbers out of range: text to Kubernetes, but not to every reader.
    /// Versions and addresses (1.2.3) are text to all.
    /// </summary>
    private static bool LooksNumeric(string text)
    {
        char first = text[0] is '+' or '-' or '.' && text.Length > 1 ? text[1] : text[0];
        return char.IsAsciiDigit(first) && !text.AsSpan().ContainsAnyExcept(NumberCharacters) && text.AsSpan().ContainsAnyExcept(VersionCharacters);
    }

    private static bool IsPlain(string text)
    {
        char first = text[0];
        if (first is ' ' or '\t' || text[^1] is ' ' or '\t' or ':')
        {
            return false;
        }

        if (first is '-' or '?' or ':')
        {
            // Indicators only before a space; a document mark is one as well.
            if (text.Length == 1 || text[1] == ' ' || text.StartsWith("---", StringComparison.Ordinal))
            {
                return false;
            }
        }
        else if ("!&*#|>@`%{}[],'\"".Contains(first))
        {
            return false;
        }

        return !text.StartsWith("...", StringComparison.Ordinal) &&
            !text.Contains(": ", StringComparison.Ordinal) &&
            !text.Contains(" #", StringComparison.Ordinal);
    }

    private static bool NeedsEscape(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' or 0x85 or 0x2028 or 0x2029 or 0xFEFF => true,
        <= char.MaxValue => !YamlCharacters.IsPrintable((char)rune.Value),
        _ => false,
    };

    private static string SingleQuoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string DoubleQuoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"':
                    quoted.Append("\\\"");
                    break;
                case '\\':
                    quoted.Append("\\\\");
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\r':
                    quoted.Append("\\r");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                case <= 0xFF when NeedsEscape(rune):
                    quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}");
                    break;
                case var code when NeedsEscape(rune):
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{code:X4}");
                    break;
                default:
                    quoted.Append(rune.ToString());
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }
}
