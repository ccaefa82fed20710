using System.Globalization;
using System.Text;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>Reads strings and bytes: quoted once or three times, raw or with escapes.</summary>
internal static class CelTextLiteral
{
    private const string SimpleEscapes = "abfnrtv\"'\\?`";
    private const string SimpleValues = "\a\b\f\n\r\t\v\"'\\?`";

    /// <summary>Whether a string or bytes start here.</summary>
    public static bool StartsAt(string source, int at)
    {
        int quote = at;
        while (quote < source.Length && quote < at + 2 && source[quote] is 'r' or 'R' or 'b' or 'B')
        {
            quote++;
        }

        // r and b each once, in either order.
        bool twice = quote == at + 2 && char.ToLowerInvariant(source[at]) == char.ToLowerInvariant(source[at + 1]);
        return quote < source.Length && source[quote] is '"' or '\'' && !twice;
    }

    /// <summary>Reads the literal that starts here: a string, or <see cref="CelBytes"/>.</summary>
    /// <exception cref="CelCompileException">It does not end, or an escape is none.</exception>
    public static object Read(string source, ref int at)
    {
        int start = at;
        (bool raw, bool bytes) = (false, false);
        for (; source[at] is not ('"' or '\''); at++)
        {
            raw |= source[at] is 'r' or 'R';
            bytes |= source[at] is 'b' or 'B';
        }

        string quote = source[at].ToString();
        quote = string.CompareOrdinal(source, at, quote + quote + quote, 0, 3) == 0 ? quote + quote + quote : quote;
        at += quote.Length;
        var text = new StringBuilder();
        using var content = new MemoryStream();
        while (string.CompareOrdinal(source, at, quote, 0, quote.Length) != 0)
        {
            if (at >= source.Length || (quote.Length == 1 && source[at] is '\n' or '\r'))
            {
                throw CelCompileException.At(source, start, $"Syntax error: token recognition error at: '{source[start..at]}'");
            }

            if (source[at] == '\\' && !raw)
            {
                Escape(source, ref at, bytes, text, content);
                continue;
            }

            text.Append(source[at]);
            at++;
            if (bytes && !(at < source.Length && char.IsSurrogatePair(source[at - 1], source[at])))
            {
                Flush(text, content);
            }
        }

        at += quote.Length;
        return bytes ? new CelBytes(content.ToArray()) : text.ToString();
    }

    private static void Escape(string source, ref int at, bool bytes, StringBuilder text, MemoryStream content)
    {
        char kind = at + 1 < source.Length ? source[at + 1] : '\0';
        if (SimpleEscapes.IndexOf(kind) is >= 0 and var simple)
        {
            at += 2;
            Put(SimpleValues[simple], bytes, text, content);
            return;
        }

        (int skip, int digits, int numberBase) = kind switch
        {
            'x' or 'X' => (2, 2, 16),
            'u' when !bytes => (2, 4, 16),
            'U' when !bytes => (2, 8, 16),
            >= '0' and <= '3' => (1, 3, 8),
            _ => throw Bad(source, at),
        };
        int value = 0;
        for (int i = 0; i < digits; i++)
        {
            int place = at + skip + i;
            int digit = place < source.Length && char.IsAsciiHexDigit(source[place])
                ? int.Parse(source.AsSpan(place, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : numberBase;
            value = digit < numberBase && value <= 0x10FFFF ? (value * numberBase) + digit : throw Bad(source, at);
        }

        if (!bytes && !Rune.IsValid(value))
        {
            throw Bad(source, at);
        }

        at += skip + digits;
        Put(value, bytes, text, content);
    }

    private static void Put(int value, bool bytes, StringBuilder text, MemoryStream content)
    {
        if (bytes)
        {
            content.WriteByte((byte)value);
        }
        else
        {
            text.Append(new Rune(value));
        }
    }

    private static void Flush(StringBuilder text, MemoryStream content)
    {
        content.Write(Encoding.UTF8.GetBytes(text.ToString()));
        text.Clear();
    }

    private static CelCompileException Bad(string source, int at) =>
        CelCompileException.At(source, at, $"Syntax error: token recognition error at: '{source[at..Math.Min(at + 2, source.Length)]}'");
}
