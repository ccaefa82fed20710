using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>
/// What expressions compute with: null, bool, long, ulong, double, string, <see cref="CelBytes"/>, lists, <see cref="CelMap"/>,
/// <see cref="CelTimestamp"/>, <see cref="CelDuration"/>, <see cref="CelSemver"/>, <see cref="CelQuantity"/> and <see cref="CelType"/>.
/// </summary>
internal static class CelValue
{
    /// <summary>JSON as a value. Whole numbers are int, others double, as in Kubernetes' unstructured objects.</summary>
    public static object? FromJson(JsonNode? json) => json switch
    {
        null => null,
        JsonObject members => new JsonMap(members),
        JsonArray items => new JsonList(items),
        _ => json.GetValueKind() switch
        {
            JsonValueKind.String => json.GetValue<string>(),
            JsonValueKind.Number => NumberOf(json.AsValue()),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        },
    };

    /// <summary>The type of a value.</summary>
    public static CelType TypeOf(object? value) => value switch
    {
        null => CelType.Null,
        bool => CelType.Bool,
        long => CelType.Int,
        ulong => CelType.Uint,
        double => CelType.Double,
        string => CelType.String,
        CelBytes => CelType.Bytes,
        CelMap => CelType.Map,
        IReadOnlyList<object?> => CelType.List,
        CelTimestamp => CelType.Timestamp,
        CelDuration => CelType.Duration,
        CelSemver => CelType.Semver,
        CelQuantity => CelType.Quantity,
        CelType => CelType.Type,
        CelOptional => CelType.Optional,
        _ => CelType.Dyn,
    };

    /// <summary>Whether two values are equal: numbers across their types, values of other types never.</summary>
    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (long or ulong or double, long or ulong or double) => CelOrder.OfNumbers(left, right) == 0,
        (CelMap a, CelMap b) => a.Count == b.Count
            && a.Keys.All(key => a.TryGet(key, out object? mine) && b.TryGet(key, out object? other) && Same(mine, other)),
        (IReadOnlyList<object?> a, IReadOnlyList<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (CelSemver a, CelSemver b) => a.CompareTo(b) == 0,
        _ => left.Equals(right),
    };

    /// <summary>How much there is to go through: characters, bytes, items, entries; 1 for other values.</summary>
    public static long SizeOf(object? value) => value switch
    {
        string text => text.Length,
        CelBytes bytes => bytes.Span.Length,
        CelMap map => map.Count,
        IReadOnlyList<object?> list => list.Count,
        _ => 1,
    };

    /// <summary>
    /// What it costs to go through a value and all that is nested in it, counted no further than any expression may go: a list
    /// may hold another many times, and so be larger than any memory.
    /// </summary>
    public static long TotalCost(object? value)
    {
        long cost = 0;
        Count(value);
        return cost;

        void Count(object? part)
        {
            cost++;
            switch (part)
            {
                case IReadOnlyList<object?> list:
                    for (int i = 0; i < list.Count && cost <= CelBudget.PerCall; i++)
                    {
                        Count(list[i]);
                    }

                    break;
                case CelMap map:
                    foreach (object? key in map.Keys.TakeWhile(_ => cost <= CelBudget.PerCall))
                    {
                        Count(map.TryGet(key, out object? entry) ? entry : null);
                    }

                    break;
                default:
                    cost += SizeOf(part) / 10;
                    break;
            }
        }
    }

    /// <summary>A value as errors show it, shortened.</summary>
    public static string Show(object? value) => value switch
    {
        null => "null",
        true => "true",
        false => "false",
        string text => text.Length > 100 ? text[..100] + "…" : text,
        double number => Text(number),
        CelMap => "{…}",
        IReadOnlyList<object?> => "[…]",
        CelType type => type.Name,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The type as Go prints it, for messages of programs that are written in Go.</summary>
    public static string GoTypeOf(object? value) => value switch
    {
        null => "structpb.NullValue",
        bool => "bool",
        long => "int64",
        ulong => "uint64",
        double => "float64",
        string => "string",
        CelBytes => "[]uint8",
        CelTimestamp => "time.Time",
        CelDuration => "time.Duration",
        CelSemver => "semver.Version",
        CelQuantity => "*resource.Quantity",
        JsonMap => "map[string]interface {}",
        CelMap => "map[ref.Val]ref.Val",
        JsonList => "[]interface {}",
        IReadOnlyList<object?> => "[]ref.Val",
        _ => "string",
    };

    /// <summary>A double as Go's <c>%g</c> writes it.</summary>
    public static string Text(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }

        // Shortest digits that read back as the same number, as d.ddde+xxx.
        string scientific = Shortest(Math.Abs(number), out int exponent);
        string sign = double.IsNegative(number) ? "-" : "";
        if (exponent is < -4 or >= 6)
        {
            return $"{sign}{Fraction(scientific, 1)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        }

        return exponent < 0
            ? $"{sign}0.{new string('0', -exponent - 1)}{scientific}"
            : sign + Fraction(scientific.PadRight(exponent + 1, '0'), exponent + 1);
    }

    private static string Fraction(string digits, int whole) => digits.Length > whole ? $"{digits[..whole]}.{digits[whole..]}" : digits;

    private static string Shortest(double number, out int exponent)
    {
        string[] parts = number.ToString("E16", CultureInfo.InvariantCulture).Split('E');
        for (int precision = 0; precision < 17; precision++)
        {
            string text = number.ToString("E" + precision, CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture).Equals(number))
            {
                parts = text.Split('E');
                break;
            }
        }

        exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return parts[0].Replace(".", "", StringComparison.Ordinal).TrimEnd('0') is { Length: > 0 } digits ? digits : "0";
    }

    private static object NumberOf(JsonValue number)
    {
        if (number.TryGetValue(out long whole))
        {
            return whole;
        }

        // Made in memory it may be of any type; its text says what it is in JSON.
        string text = number.ToJsonString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)
            ? (object)whole
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
