using System.Globalization;

namespace OcmPowerShell.Hub.Rollouts;

/// <summary>A number of clusters, or a part of them in percent.</summary>
internal readonly record struct RolloutSize
{
    private readonly double? _percent;
    private readonly long _number;

    private RolloutSize(long number, double? percent)
    {
        _number = number;
        _percent = percent;
    }

    /// <summary>So many clusters; 0 or less counts as not set.</summary>
    public static RolloutSize Of(long number) => new(number, null);

    /// <summary>Reads a part such as <c>25%</c>.</summary>
    /// <exception cref="FormatException">It is none: as a text, a plain number is refused, as sdk-go refuses it.</exception>
    public static RolloutSize Parse(string text)
    {
        if (!text.EndsWith('%'))
        {
            throw new FormatException($"'{text}' is an invalid maximum threshold value: string is not a percentage");
        }

        return double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? new RolloutSize(0, percent)
            : throw new FormatException($"'{text}' is an invalid maximum threshold value: not a number of percent");
    }

    /// <summary>How many that is of a total; parts are rounded up. The fallback where it is not set or more than there are.</summary>
    public int Of(int total, int fallback)
    {
        var size = _percent is { } percent ? Math.Ceiling(percent / 100 * total) : _number;
        return size <= 0 || size > total ? fallback : (int)size;
    }
}
