using System.Globalization;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>How many clusters may lose a work in one delivery: so many, or a part of those that have it.</summary>
internal sealed record RemovalLimit
{
    /// <summary>What holds where nobody says otherwise.</summary>
    public static readonly RemovalLimit Default = new() { Percent = 20 };

    private RemovalLimit()
    {
    }

    /// <summary>So many clusters; null where it is a part.</summary>
    public int? Count { get; private init; }

    /// <summary>A part of the clusters that have it, in percent.</summary>
    public decimal Percent { get; private init; }

    /// <summary>Reads <c>5</c> or <c>20%</c>.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>.</exception>
    public static RemovalLimit Parse(string text)
    {
        ReadOnlySpan<char> given = text.AsSpan().Trim();
        if (given.EndsWith("%") && decimal.TryParse(given[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent) && percent <= 100)
        {
            return new RemovalLimit { Percent = percent };
        }

        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? new RemovalLimit { Count = count }
            : throw new HubException("InvalidArgument", $"-MaxRemove takes a number of clusters or a percentage of those that have the work, as in 5 or 20%: '{text}' is neither.");
    }

    /// <summary>
    /// How many may go of so many that have it. A part is rounded up, so that a fleet of three can lose one: only 0 and 0%
    /// let none go.
    /// </summary>
    public int Of(int clusters) => Count ?? (int)Math.Ceiling(clusters * Percent / 100m);

    /// <inheritdoc/>
    public override string ToString() => Count is { } count
        ? count.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Percent:0.##}%");
}
