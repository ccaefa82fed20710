using System.Globalization;

namespace OcmPowerShell.Hub.Model;

/// <summary>Kubernetes quantities: <c>500m</c>, <c>16Gi</c>, <c>1e3</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1024m * 1024), ("Gi", 1024m * 1024 * 1024), ("Ti", 1024m * 1024 * 1024 * 1024),
        ("Pi", 1024m * 1024 * 1024 * 1024 * 1024), ("Ei", 1024m * 1024 * 1024 * 1024 * 1024 * 1024),
        ("n", 1e-9m), ("u", 1e-6m), ("m", 1e-3m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>The number it stands for; null when it is not a quantity or too large to count.</summary>
    public static decimal? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        (string number, decimal factor) = (text, 1m);
        foreach ((string suffix, decimal value) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                (number, factor) = (text[..^suffix.Length], value);
                break;
            }
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        try
        {
            return decimal.TryParse(number, style, CultureInfo.InvariantCulture, out decimal parsed) ? parsed * factor : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The same in whole bytes, rounded up as Kubernetes does.</summary>
    public static long? ParseBytes(string? text) =>
        Parse(text) is { } value && value is >= long.MinValue and <= long.MaxValue ? (long)decimal.Ceiling(value) : null;
}
