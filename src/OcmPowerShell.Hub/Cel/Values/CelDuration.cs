using System.Buffers;
using System.Globalization;

namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A span of time as Go keeps it.</summary>
internal readonly record struct CelDuration(long Nanoseconds)
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly (string Unit, decimal Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>Reads <c>1h30m</c>, <c>-1.5s</c>, <c>0</c>; null where it is none or too long.</summary>
    public static CelDuration? Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith("-");
        rest = rest.StartsWith("-") || rest.StartsWith("+") ? rest[1..] : rest;
        if (rest is "0")
        {
            return new CelDuration(0);
        }

        decimal sum = 0;
        do
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            int end = digits < 0 ? -1 : rest[digits..].IndexOfAny(Digits);
            string unit = digits < 0 ? "" : rest[digits..(end < 0 ? rest.Length : digits + end)].ToString();
            decimal factor = Array.Find(Units, known => known.Unit == unit).Nanoseconds;
            if (digits is <= 0 or > 20 || factor == 0
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                || number > long.MaxValue / factor)
            {
                return null;
            }

            sum += decimal.Truncate(number * factor);
            rest = rest[(digits + unit.Length)..];
        }
        while (!rest.IsEmpty && sum <= long.MaxValue);

        return sum > long.MaxValue ? null : new CelDuration(negative ? -(long)sum : (long)sum);
    }

    /// <summary>In seconds, as in <c>90s</c>.</summary>
    public override string ToString() => (Nanoseconds / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture) + "s";
}
