using System.ComponentModel;
using System.Globalization;

namespace OcmPowerShell.Views;

/// <summary>Ages as kubectl writes them, for the table views.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Age
{
    /// <summary>The time since a moment in UTC, in the one or two units that matter: <c>42s</c>, <c>5m10s</c>, <c>3d4h</c>.</summary>
    /// <param name="since">The moment; empty text for none.</param>
    public static string Format(DateTime since) => since == default ? "" : Format(DateTime.UtcNow - since.ToUniversalTime());

    /// <summary>A time span in the same form; less than nothing, as between unequal clocks, is nothing.</summary>
    internal static string Format(TimeSpan age)
    {
        long seconds = Math.Max(0, (long)age.TotalSeconds);
        (long minutes, long hours, long days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds < 120 ? Text(seconds, "s", 0, "")
            : minutes < 10 ? Text(minutes, "m", seconds % 60, "s")
            : minutes < 180 ? Text(minutes, "m", 0, "")
            : hours < 8 ? Text(hours, "h", minutes % 60, "m")
            : hours < 48 ? Text(hours, "h", 0, "")
            : days < 8 ? Text(days, "d", hours % 24, "h")
            : days < 730 ? Text(days, "d", 0, "")
            : Text(days / 365, "y", days % 365, "d");
    }

    private static string Text(long major, string majorUnit, long minor, string minorUnit) =>
        minor == 0 ? string.Create(CultureInfo.InvariantCulture, $"{major}{majorUnit}") : string.Create(CultureInfo.InvariantCulture, $"{major}{majorUnit}{minor}{minorUnit}");
}
