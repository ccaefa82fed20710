using System.Globalization;

namespace OcmPowerShell.Hub.Yaml;

/// <summary>
/// Numbers as Go prints them. A hub decodes a fraction and prints it again, so <c>1.50</c> comes back as <c>1.5</c>:
/// whatever is compared with a hub's answer must be written the same way.
/// </summary>
internal static class GoNumber
{
    /// <summary>A finite number as Go's JSON encoder writes it: no exponent from 1e-6 up to below 1e21.</summary>
    public static string ToJson(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        double size = Math.Abs(value);
        Decimals decimals = Decimals.Of(value.ToString("R", CultureInfo.InvariantCulture));
        return size is < 1e-6 or >= 1e21 ? decimals.WithExponent(exponentDigits: 1) : decimals.Plain();
    }

    /// <summary>A fraction used as a mapping key, as Kubernetes' YAML reader turns it into text (single precision).</summary>
    public static string ToKey(double value)
    {
        float single = (float)value;
        if (float.IsNaN(single))
        {
            return ".nan";
        }

        if (float.IsInfinity(single))
        {
            return single > 0 ? ".inf" : "-.inf";
        }

        if (single == 0)
        {
            return float.IsNegative(single) ? "-0" : "0";
        }

        Decimals decimals = Decimals.Of(single.ToString("R", CultureInfo.InvariantCulture));
        int exponent = decimals.Point - 1;
        return exponent is < -4 or >= 21 || (exponent >= 6 && exponent >= decimals.Digits.Length)
            ? decimals.WithExponent(exponentDigits: 2)
            : decimals.Plain();
    }

    /// <summary>The shortest digits of a number and where its decimal point stands among them.</summary>
    private readonly record struct Decimals(bool Negative, string Digits, int Point)
    {
        public static Decimals Of(string text)
        {
            bool negative = text[0] == '-';
            ReadOnlySpan<char> rest = text.AsSpan(negative ? 1 : 0);
            int exponent = 0;
            int mark = rest.IndexOf('E');
            if (mark >= 0)
            {
                exponent = int.Parse(rest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                rest = rest[..mark];
            }

            int point = rest.IndexOf('.');
            string digits = point < 0 ? rest.ToString() : string.Concat(rest[..point], rest[(point + 1)..]);
            int whole = point < 0 ? rest.Length : point;
            string significant = digits.TrimStart('0');
            int leading = digits.Length - significant.Length;
            return new Decimals(negative, significant.TrimEnd('0'), whole - leading + exponent);
        }

        public string Plain()
        {
            string sign = Negative ? "-" : "";
            if (Point <= 0)
            {
                return sign + "0." + new string('0', -Point) + Digits;
            }

            return Point >= Digits.Length
                ? sign + Digits + new string('0', Point - Digits.Length)
                : sign + Digits[..Point] + "." + Digits[Point..];
        }

        public string WithExponent(int exponentDigits)
        {
            int exponent = Point - 1;
            string fraction = Digits.Length > 1 ? "." + Digits[1..] : "";
            string size = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(exponentDigits, '0');
            return $"{(Negative ? "-" : "")}{Digits[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{size}";
        }
    }
}
