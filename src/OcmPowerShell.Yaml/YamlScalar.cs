using System.Globalization;

namespace OcmPowerShell.Yaml;

/// <summary>
/// What a plain scalar means to Kubernetes: YAML 1.1 as go-yaml v2 has it. Compared with kubectl 1.33:
/// <c>y</c> and <c>n</c> are booleans, <c>0644</c> and <c>0o644</c> octal, <c>0b11</c> binary, <c>1_000</c> a number,
/// <c>1:30</c> and <c>2001-01-01</c> text, and a number too large for its type is text.
/// </summary>
internal readonly record struct YamlScalar(YamlScalarKind Kind, bool Boolean, long Integer, ulong Unsigned, double Float)
{
    private static YamlScalar Text => default;
    private static YamlScalar Null => new(YamlScalarKind.Null, false, 0, 0, 0);

    public static YamlScalar Resolve(string text)
    {
        if (text.Length == 0)
        {
            return Null;
        }

        switch (text)
        {
            case "~" or "null" or "Null" or "NULL":
                return Null;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return new YamlScalar(YamlScalarKind.Boolean, true, 0, 0, 0);
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return new YamlScalar(YamlScalarKind.Boolean, false, 0, 0, 0);
            case ".nan" or ".NaN" or ".NAN":
                return OfFloat(double.NaN);
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return OfFloat(double.PositiveInfinity);
            case "-.inf" or "-.Inf" or "-.INF":
                return OfFloat(double.NegativeInfinity);
        }

        char first = text[0];
        if (first == '.')
        {
            return Underscores.SeparateDigits(text) ? Fraction(Without(text)) : Text;
        }

        if (first is '+' or '-' || char.IsAsciiDigit(first))
        {
            return Number(Without(text));
        }

        return Text;
    }

    private static YamlScalar OfFloat(double value) => new(YamlScalarKind.Float, false, 0, 0, value);

    private static string Without(string text) => text.Contains('_') ? text.Replace("_", "", StringComparison.Ordinal) : text;

    private static YamlScalar Number(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan();
        bool signed = digits.Length > 0 && digits[0] is '+' or '-';
        bool negative = signed && digits[0] == '-';
        if (signed)
        {
            digits = digits[1..];
        }

        if (TryMagnitude(digits, out ulong magnitude))
        {
            if (magnitude <= (ulong)long.MaxValue + (negative ? 1UL : 0UL))
            {
                long value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
                return new YamlScalar(YamlScalarKind.Integer, false, value, 0, 0);
            }

            if (!signed)
            {
                return new YamlScalar(YamlScalarKind.Unsigned, false, 0, magnitude, 0);
            }
        }

        return Fraction(text);
    }

    private static bool TryMagnitude(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        uint radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            radix = digits[1] switch
            {
                'x' or 'X' => 16,
                'o' or 'O' => 8,
                'b' or 'B' => 2,
                _ => 8,
            };
            digits = digits[(char.IsAsciiLetter(digits[1]) ? 2 : 1)..];
        }

        if (digits.IsEmpty)
        {
            return false;
        }

        foreach (char c in digits)
        {
            uint digit = char.IsAsciiDigit(c) ? (uint)(c - '0') : char.IsAsciiLetter(c) ? (uint)((c | 0x20) - 'a' + 10) : radix;
            UInt128 next = ((UInt128)value * radix) + digit;
            if (digit >= radix || next > ulong.MaxValue)
            {
                return false;
            }

            value = (ulong)next;
        }

        return true;
    }

    /// <summary>A decimal fraction; what overflows stays text, as it does for Kubernetes.</summary>
    private static YamlScalar Fraction(string text) =>
        IsFraction(text) &&
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? OfFloat(value)
            : Text;

    private static bool IsFraction(ReadOnlySpan<char> text)
    {
        int at = !text.IsEmpty && text[0] is '+' or '-' ? 1 : 0;
        int whole = SkipDigits(text, ref at);
        int fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = SkipDigits(text, ref at);
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
            {
                at++;
            }

            return SkipDigits(text, ref at) > 0 && at == text.Length;
        }

        return at == text.Length;
    }

    private static int SkipDigits(ReadOnlySpan<char> text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }

    /// <summary>Behind a leading point Go lets an underscore stand only between two digits.</summary>
    private static class Underscores
    {
        public static bool SeparateDigits(string text)
        {
            for (int i = text.IndexOf('_'); i >= 0; i = text.IndexOf('_', i + 1))
            {
                if (i == 0 || i == text.Length - 1 || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
