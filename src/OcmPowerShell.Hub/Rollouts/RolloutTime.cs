using System.Buffers;
using System.Globalization;

namespace OcmPowerShell.Hub.Rollouts;

/// <summary>The durations of a rollout strategy: as Go writes them, such as <c>1h30m</c>.</summary>
internal static class RolloutTime
{
    // As in Go, where a duration counts nanoseconds in 64 bits: about 292 years.
    private const decimal Longest = long.MaxValue;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, decimal Nanoseconds)[] Units =
    [
        // Two letters first: "ms" is not "m" and something more.
        ("ns", 1m), ("us", 1e3m), ("µs", 1e3m), ("μs", 1e3m), ("ms", 1e6m), ("s", 1e9m), ("m", 60e9m), ("h", 3600e9m),
    ];

    /// <summary>Reads a duration that is not negative.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var total = 0m;
        var rest = text.AsSpan();
        do
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits is <= 0 or > 25
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                throw Invalid(text);
            }

            rest = rest[digits..];
            var (unit, nanoseconds) = UnitOf(rest, text);
            // Compared before it is multiplied: a decimal overflows as well.
            if (number > Longest / nanoseconds || (total += number * nanoseconds) > Longest)
            {
                throw Invalid(text);
            }

            rest = rest[unit.Length..];
        }
        while (rest.Length > 0);
        return TimeSpan.FromTicks((long)(total / 100));
    }

    /// <summary>Reads a progress deadline; null for <c>None</c> or nothing, which is never.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan? ParseDeadline(string? text) => text is null or "" or "None" ? null : Parse(text);

    private static (string Unit, decimal Nanoseconds) UnitOf(ReadOnlySpan<char> text, string whole)
    {
        foreach (var unit in Units)
        {
            if (text.StartsWith(unit.Unit, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        throw Invalid(whole);
    }

    private static FormatException Invalid(string text) => new($"invalid duration '{text}'");
}
