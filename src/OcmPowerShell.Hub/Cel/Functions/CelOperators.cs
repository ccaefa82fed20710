using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>Arithmetic. What does not fit its type is an error, never another number.</summary>
internal static class CelOperators
{
    public static IEnumerable<CelFunction> All =>
    [
        .. Numbers("_+_", static (a, b) => a + b, static (a, b) => a + b),
        .. Numbers("_-_", static (a, b) => a - b, static (a, b) => a - b),
        .. Numbers("_*_", static (a, b) => a * b, static (a, b) => a * b),
        .. Numbers("_/_", static (a, b) => a / b, static (a, b) => a / b),
        // The quotient of these two does not fit, and neither, says cel-go, does the rest.
        .. Numbers("_%_", static (a, b) => b == -1 && a == long.MinValue ? Int128.MaxValue : a % b, null),
        Operator("_+_", CelType.String, CelType.String, CelType.String, static (a, b) => (string)a! + (string)b!)
            with { Cost = arguments => Size(arguments, 0.1) },
        Operator("_+_", CelType.Bytes, CelType.Bytes, CelType.Bytes, static (a, b) => new CelBytes([.. ((CelBytes)a!).Span, .. ((CelBytes)b!).Span]))
            with { Cost = arguments => Size(arguments, 0.1) },
        Operator("_+_", CelType.List, CelType.List, CelType.List, static (a, b) => (object?[])[.. (IReadOnlyList<object?>)a!, .. (IReadOnlyList<object?>)b!])
            with { Cost = arguments => Size(arguments, 1) },
        Operator("_+_", CelType.Timestamp, CelType.Duration, CelType.Timestamp, static (a, b) => Moved(a, b, 1)),
        Operator("_+_", CelType.Duration, CelType.Timestamp, CelType.Timestamp, static (a, b) => Moved(b, a, 1)),
        Operator("_-_", CelType.Timestamp, CelType.Duration, CelType.Timestamp, static (a, b) => Moved(a, b, -1)),
        Operator("_-_", CelType.Timestamp, CelType.Timestamp, CelType.Duration,
            static (a, b) => ((CelTimestamp)a!).Since((CelTimestamp)b!) is { } span ? span : CelError.TimestampOverflow),
        Operator("_+_", CelType.Duration, CelType.Duration, CelType.Duration, Add),
        Operator("_-_", CelType.Duration, CelType.Duration, CelType.Duration, static (a, b) => Span((Int128)((CelDuration)a!).Nanoseconds - ((CelDuration)b!).Nanoseconds)),
        CelFunction.Global("-_", [CelType.Int], CelType.Int, static arguments => arguments[0] is long.MinValue ? CelError.IntegerOverflow : -(long)arguments[0]!),
        CelFunction.Global("-_", [CelType.Double], CelType.Double, static arguments => -(double)arguments[0]!),
        CelFunction.Global("!_", [CelType.Bool], CelType.Bool, static arguments => !(bool)arguments[0]!),
    ];

    /// <summary>The sum of two numbers or durations of one type.</summary>
    public static object Add(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => Int((Int128)a + b),
        (ulong a, ulong b) => Uint((Int128)a + b),
        (double a, double b) => a + b,
        (CelDuration a, CelDuration b) => Span((Int128)a.Nanoseconds + b.Nanoseconds),
        _ => CelError.NoSuchOverload,
    };

    private static IEnumerable<CelFunction> Numbers(string name, Func<Int128, Int128, Int128> whole, Func<double, double, double>? fraction)
    {
        CelError? zero = name == "_/_" ? CelError.DivisionByZero : name == "_%_" ? CelError.ModulusByZero : null;
        yield return Operator(name, CelType.Int, CelType.Int, CelType.Int, (a, b) => b is 0L && zero is not null ? zero : Int(whole((long)a!, (long)b!)));
        yield return Operator(name, CelType.Uint, CelType.Uint, CelType.Uint, (a, b) => b is 0UL && zero is not null ? zero : Uint(whole((ulong)a!, (ulong)b!)));
        if (fraction is not null)
        {
            yield return Operator(name, CelType.Double, CelType.Double, CelType.Double, (a, b) => fraction((double)a!, (double)b!));
        }
    }

    private static object Int(Int128 number) => number >= long.MinValue && number <= long.MaxValue ? (long)number : CelError.IntegerOverflow;

    /// <summary>A product beyond 2^127 has come out negative here, so it is found too.</summary>
    private static object Uint(Int128 number) => number >= 0 && number <= ulong.MaxValue ? (ulong)number : CelError.UnsignedOverflow;

    private static object Span(Int128 nanoseconds) => Int(nanoseconds) is long fitting ? new CelDuration(fitting) : CelError.DurationOverflow;

    private static object Moved(object? moment, object? by, int sign) =>
        ((CelTimestamp)moment!).Plus(sign * (decimal)((CelDuration)by!).Nanoseconds) is { } moved ? moved : CelError.TimestampOverflow;

    private static CelFunction Operator(string name, CelType left, CelType right, CelType result, Func<object?, object?, object?> body) =>
        CelFunction.Global(name, [left, right], result, arguments => body(arguments[0], arguments[1]));

    private static long Size(object?[] arguments, double factor) => (long)Math.Ceiling((CelValue.SizeOf(arguments[0]) + CelValue.SizeOf(arguments[1])) * factor);
}
