using System.Globalization;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A moment: seconds since 1970 in UTC, and the nanoseconds after them.</summary>
internal readonly partial record struct CelTimestamp(long Seconds, int Nanoseconds)
{
    private const long Billion = 1_000_000_000;
    private const long Earliest = -62_135_596_800;
    private const long Latest = 253_402_300_799;

    /// <summary>The moment in UTC, to 100 ns.</summary>
    public DateTime Utc => DateTime.UnixEpoch.AddTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanoseconds / 100));

    /// <summary>A moment, or null outside the years 1 to 9999.</summary>
    public static CelTimestamp? Of(long seconds, int nanoseconds = 0) =>
        seconds is >= Earliest and <= Latest ? new CelTimestamp(seconds, nanoseconds) : null;

    /// <summary>Reads RFC 3339; null where it is not.</summary>
    public static CelTimestamp? Parse(string text)
    {
        Match match = Rfc3339().Match(text);
        if (!match.Success || !DateTime.TryParseExact(
            match.Groups[1].Value, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return null;
        }

        int fraction = int.Parse(match.Groups[2].Value.PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
        long seconds = (local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        if (match.Groups[3].Value != "Z")
        {
            int hours = int.Parse(match.Groups[5].Value, CultureInfo.InvariantCulture);
            int minutes = int.Parse(match.Groups[6].Value, CultureInfo.InvariantCulture);
            if (hours > 24 || minutes > 60)
            {
                return null;
            }

            int offset = (hours * 3600) + (minutes * 60);
            seconds += match.Groups[4].Value == "-" ? offset : -offset;
        }

        return Of(seconds, fraction);
    }

    /// <summary>Later by a duration; null where that is out of range.</summary>
    public CelTimestamp? Plus(decimal nanoseconds)
    {
        decimal all = (Seconds * (decimal)Billion) + Nanoseconds + nanoseconds;
        decimal seconds = decimal.Floor(all / Billion);
        return seconds is < Earliest or > Latest ? null : Of((long)seconds, (int)(all - (seconds * Billion)));
    }

    /// <summary>The duration since another moment; null where it is too long.</summary>
    public CelDuration? Since(CelTimestamp other)
    {
        decimal all = ((Seconds - (decimal)other.Seconds) * Billion) + Nanoseconds - other.Nanoseconds;
        return all is < long.MinValue or > long.MaxValue ? null : new CelDuration((long)all);
    }

    public int CompareTo(CelTimestamp other) => (Seconds, Nanoseconds).CompareTo((other.Seconds, other.Nanoseconds));

    /// <summary>RFC 3339 in UTC, with as much of a fraction as there is.</summary>
    public override string ToString()
    {
        string fraction = Nanoseconds == 0 ? "" : "." + Nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return Utc.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + "Z";
    }

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,]([0-9]+))?(Z|([+-])([0-9]{2}):([0-9]{2}))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
