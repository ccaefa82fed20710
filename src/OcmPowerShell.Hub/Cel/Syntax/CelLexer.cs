using System.Globalization;

namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>Cuts an expression into tokens, once from left to right.</summary>
internal sealed class CelLexer(string source)
{
    private static readonly string[] Symbols =
    [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%",
    ];

    private int _at;

    /// <summary>All tokens; the last is the end.</summary>
    /// <exception cref="CelCompileException">There is something that no token starts with.</exception>
    public IReadOnlyList<CelToken> Read()
    {
        List<CelToken> tokens = [];
        while (SkipBlanks())
        {
            tokens.Add(Next());
        }

        tokens.Add(new(CelTokenKind.End, "<EOF>", source.Length));
        return tokens;
    }

    private bool SkipBlanks()
    {
        while (_at < source.Length)
        {
            if (source[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                _at++;
            }
            else if (string.CompareOrdinal(source, _at, "//", 0, 2) == 0)
            {
                int end = source.IndexOf('\n', _at);
                _at = end < 0 ? source.Length : end;
            }
            else
            {
                break;
            }
        }

        return _at < source.Length;
    }

    private CelToken Next()
    {
        char first = source[_at];
        if (CelTextLiteral.StartsAt(source, _at))
        {
            int start = _at;
            object value = CelTextLiteral.Read(source, ref _at);
            return new(CelTokenKind.Text, source[start.._at], start, value);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            string word = Take(End(_at, letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'));
            return new(word is "in" or "true" or "false" or "null" ? CelTokenKind.Symbol : CelTokenKind.Identifier, word, _at - word.Length);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && _at + 1 < source.Length && char.IsAsciiDigit(source[_at + 1])))
        {
            return Number();
        }

        if (first == '`')
        {
            return EscapedName();
        }

        string? symbol = Array.Find(Symbols, known => string.CompareOrdinal(source, _at, known, 0, known.Length) == 0);
        return symbol is null
            ? throw Unknown(_at)
            : new(CelTokenKind.Symbol, Take(_at + symbol.Length), _at - symbol.Length);
    }

    private CelToken Number()
    {
        int start = _at;
        bool hexadecimal = string.CompareOrdinal(source, _at, "0x", 0, 2) == 0 && End(_at + 2, char.IsAsciiHexDigit) > _at + 2;
        int end = hexadecimal ? End(_at + 2, char.IsAsciiHexDigit) : End(_at, char.IsAsciiDigit);
        if (!hexadecimal && FractionEnd(end) is var fraction && fraction > end)
        {
            string text = Take(fraction);
            double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(number)
                ? new(CelTokenKind.Fraction, text, start, number)
                : throw CelCompileException.At(source, start, "invalid double literal");
        }

        string digits = Take(end);
        if (_at < source.Length && source[_at] is 'u' or 'U')
        {
            _at++;
            return ulong.TryParse(
                hexadecimal ? digits[2..] : digits,
                hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture,
                out ulong number)
                ? new(CelTokenKind.Unsigned, source[start.._at], start, number)
                : throw CelCompileException.At(source, start, "invalid uint literal");
        }

        return new(CelTokenKind.Integer, digits, start);
    }

    /// <summary>Where fraction and exponent end; the same place where there are none.</summary>
    private int FractionEnd(int end)
    {
        if (end < source.Length && source[end] == '.' && End(end + 1, char.IsAsciiDigit) is var digits && digits > end + 1)
        {
            end = digits;
        }

        if (end < source.Length && source[end] is 'e' or 'E')
        {
            int exponent = end + 1 < source.Length && source[end + 1] is '+' or '-' ? end + 2 : end + 1;
            int last = End(exponent, char.IsAsciiDigit);
            end = last > exponent ? last : end;
        }

        return end;
    }

    private CelToken EscapedName()
    {
        int start = _at;
        int end = End(_at + 1, letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' or '/' or ' ');
        if (end == start + 1 || end >= source.Length || source[end] != '`')
        {
            throw Unknown(start);
        }

        _at = end + 1;
        return new(CelTokenKind.EscapedIdentifier, source[(start + 1)..end], start);
    }

    private string Take(int end)
    {
        string text = source[_at..end];
        _at = end;
        return text;
    }

    private int End(int start, Func<char, bool> belongs)
    {
        int end = start;
        while (end < source.Length && belongs(source[end]))
        {
            end++;
        }

        return end;
    }

    private CelCompileException Unknown(int position) =>
        CelCompileException.At(source, position, $"Syntax error: token recognition error at: '{source[position]}'");
}
