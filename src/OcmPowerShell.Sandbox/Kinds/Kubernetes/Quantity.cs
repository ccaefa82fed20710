using System.Globalization;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Quantities of resources, as <c>500m</c> and <c>16Gi</c>.</summary>
internal static class Quantity
{
    private static readonly Dictionary<string, decimal> Units = new(StringComparer.Ordinal)
    {
        ["n"] = 1e-9m,
        ["u"] = 1e-6m,
        ["m"] = 1e-3m,
        [""] = 1,
        ["k"] = 1e3m,
        ["M"] = 1e6m,
        ["G"] = 1e9m,
        ["T"] = 1e12m,
        ["P"] = 1e15m,
        ["E"] = 1e18m,
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
        ["Pi"] = 1L << 50,
        ["Ei"] = 1L << 60,
    };

    /// <summary>The number that a quantity stands for; null where it is none, or too large to tell.</summary>
    public static decimal? Parse(string text)
    {
        string number = text.TrimEnd('n', 'u', 'm', 'k', 'K', 'M', 'G', 'T', 'P', 'E', 'i');
        try
        {
            return Units.TryGetValue(text[number.Length..], out decimal unit)
                && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
                    ? value * unit
                    : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
