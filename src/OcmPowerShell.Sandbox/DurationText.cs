using System.Globalization;

namespace OcmPowerShell.Sandbox;

/// <summary>Durations as people write them: <c>200ms</c>, <c>5s</c>, <c>1.5m</c>, <c>1h</c>.</summary>
internal static class DurationText
{
    /// <summary>What a duration looks like, for messages.</summary>
    public const string Form = "200ms, 5s, 1.5m or 1h, up to a day";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads a duration that is not negative.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        int digits = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        double unit = text[digits..] switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => double.NaN };
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || !(number * unit <= Longest.TotalSeconds))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(number * unit);
        return true;
    }

    /// <summary>Writes a duration so that <see cref="TryParse"/> reads it.</summary>
    public static string Of(TimeSpan duration) => duration.TotalSeconds % 1 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");
}
