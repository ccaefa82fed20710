using System.Globalization;
using System.Text;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary><c>int()</c>, <c>string()</c> and so on, and <c>size()</c>.</summary>
internal static class CelConversions
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    private static readonly CelType[] Sized = [CelType.String, CelType.Bytes, CelType.List, CelType.Map];
    private static readonly bool[] Styles = [false, true];
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    public static IEnumerable<CelFunction> All =>
    [
        .. Conversion("int", CelType.Int, ToInt, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Timestamp, CelType.Duration),
        .. Conversion("uint", CelType.Uint, ToUint, CelType.Int, CelType.Uint, CelType.Double, CelType.String),
        .. Conversion("double", CelType.Double, ToDouble, CelType.Int, CelType.Uint, CelType.Double, CelType.String),
        .. Conversion("bool", CelType.Bool, ToBool, CelType.Bool, CelType.String),
        .. Conversion("bytes", CelType.Bytes, static value => value as CelBytes ?? new CelBytes(Encoding.UTF8.GetBytes((string)value!)), CelType.Bytes, CelType.String),
        .. Conversion(
            "string", CelType.String, ToText,
            CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration),
        .. Conversion("timestamp", CelType.Timestamp, ToTimestamp, CelType.Timestamp, CelType.String, CelType.Int),
        .. Conversion("duration", CelType.Duration, ToDuration, CelType.Duration, CelType.String),
        CelFunction.Global("dyn", [CelType.Dyn], CelType.Dyn, static arguments => arguments[0]),
        CelFunction.Global("type", [CelType.Dyn], CelType.Type, static arguments => CelValue.TypeOf(arguments[0])),
        .. Sizes(),
    ];

    private static IEnumerable<CelFunction> Conversion(string name, CelType result, Func<object?, object?> convert, params CelType[] from) =>
        from.Select(type => CelFunction.Global(name, [type], result, arguments => convert(arguments[0])).PerSize());

    private static IEnumerable<CelFunction> Sizes() =>
        from type in Sized
        from isMember in Styles
        select new CelFunction("size", isMember, [type], CelType.Int, static arguments => arguments[0] is string text
            ? text.EnumerateRunes().LongCount()
            : CelValue.SizeOf(arguments[0])) with
        { Cost = arguments => type == CelType.String ? CelFunction.Tenths(arguments[0]) : 1 };

    private static object? ToInt(object? value) => value switch
    {
        ulong number => number <= long.MaxValue ? (long)number : CelError.IntegerOverflow,
        double number => number is > -TwoTo63 and < TwoTo63 ? (long)number : CelError.IntegerOverflow,
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : Failed(value, CelType.Int),
        CelTimestamp moment => moment.Seconds,
        CelDuration span => span.Nanoseconds,
        _ => value,
    };

    private static object? ToUint(object? value) => value switch
    {
        long number => number >= 0 ? (ulong)number : CelError.UnsignedOverflow,
        double number => number is >= 0 and < TwoTo64 ? (ulong)number : CelError.UnsignedOverflow,
        string text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : Failed(value, CelType.Uint),
        _ => value,
    };

    private static object? ToDouble(object? value) => value switch
    {
        long number => (double)number,
        ulong number => (double)number,
        string text => double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out double number) && double.IsFinite(number)
                ? number
                : text.TrimStart('+', '-').ToUpperInvariant() switch
                {
                    "NAN" => double.NaN,
                    "INF" or "INFINITY" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
                    _ => Failed(value, CelType.Double),
                },
        _ => value,
    };

    private static object? ToBool(object? value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        string => Failed(value, CelType.Bool),
        _ => value,
    };

    private static object? ToText(object? value)
    {
        try
        {
            return value switch
            {
                true => "true",
                false => "false",
                CelBytes bytes => StrictUtf8.GetString(bytes.Span),
                string => value,
                double number => CelValue.Text(number),
                IFormattable number and (long or ulong) => number.ToString(null, CultureInfo.InvariantCulture),
                _ => value!.ToString(),
            };
        }
        catch (DecoderFallbackException)
        {
            return new CelError("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static object? ToTimestamp(object? value) => value switch
    {
        string text => CelTimestamp.Parse(text) is { } moment ? moment : Failed(value, CelType.Timestamp),
        long seconds => CelTimestamp.Of(seconds) is { } moment ? moment : CelError.TimestampOverflow,
        _ => value,
    };

    private static object? ToDuration(object? value) =>
        value is string text ? CelDuration.Parse(text) is { } span ? span : Failed(value, CelType.Duration) : value;

    private static CelError Failed(object? value, CelType type) => CelError.Conversion(CelValue.TypeOf(value), type);
}
