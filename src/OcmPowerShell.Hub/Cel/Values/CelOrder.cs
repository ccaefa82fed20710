namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>Which of two values comes first.</summary>
internal static class CelOrder
{
    private static readonly CelError NaN = new("NaN values cannot be ordered");

    /// <summary>Negative, zero or positive; or the error, where there is no order.</summary>
    public static (int Order, CelError? Error) Compare(object? left, object? right) => (left, right) switch
    {
        (double.NaN, long or ulong or double) or (long or ulong or double, double.NaN) => (0, NaN),
        (long or ulong or double, long or ulong or double) => (OfNumbers(left, right)!.Value, null),
        (bool a, bool b) => (a.CompareTo(b), null),
        (string a, string b) => (string.CompareOrdinal(a, b), null),
        (CelBytes a, CelBytes b) => (a.Span.SequenceCompareTo(b.Span), null),
        (CelTimestamp a, CelTimestamp b) => (a.CompareTo(b), null),
        (CelDuration a, CelDuration b) => (a.Nanoseconds.CompareTo(b.Nanoseconds), null),
        _ => (0, CelError.NoSuchOverload),
    };

    /// <summary>The order of two numbers of any type; null where one is not a number.</summary>
    public static int? OfNumbers(object left, object right) => (left, right) switch
    {
        (double.NaN, _) or (_, double.NaN) => null,
        (long a, long b) => a.CompareTo(b),
        (ulong a, ulong b) => a.CompareTo(b),
        (double a, double b) => a < b ? -1 : a > b ? 1 : 0,
        (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
        (ulong a, long b) => b < 0 ? 1 : a.CompareTo((ulong)b),
        (double a, long b) => OfDouble(a, b, long.MinValue, long.MaxValue),
        (double a, ulong b) => OfDouble(a, b, 0, ulong.MaxValue),
        (long a, double b) => -OfDouble(b, a, long.MinValue, long.MaxValue),
        (ulong a, double b) => -OfDouble(b, a, 0, ulong.MaxValue),
        _ => null,
    };

    private static int OfDouble(double number, double whole, double smallest, double largest) =>
        number < smallest ? -1 : number > largest ? 1 : number.CompareTo(whole);
}
