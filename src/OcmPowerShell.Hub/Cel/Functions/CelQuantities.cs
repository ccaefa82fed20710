using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Cel.Values;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>Kubernetes' library for quantities. Those beyond 7.9e28 are refused here; a real server keeps them.</summary>
internal static partial class CelQuantities
{
    private static readonly CelType Q = CelType.Quantity;

    public static IEnumerable<CelFunction> All =>
    [
        CelFunction.Global("quantity", [CelType.String], Q, static arguments => Parsed((string)arguments[0]!)).PerSize(),
        CelFunction.Global("isQuantity", [CelType.String], CelType.Bool, static arguments => Parsed((string)arguments[0]!) is CelQuantity).PerSize(),
        CelFunction.Global("sign", [Q], CelType.Int, static arguments => (long)Math.Sign(Value(arguments, 0))),
        CelFunction.Member("sign", [Q], CelType.Int, static arguments => (long)Math.Sign(Value(arguments, 0))),
        CelFunction.Member("isInteger", [Q], CelType.Bool, static arguments => Integer(Value(arguments, 0)) is long),
        CelFunction.Member("asInteger", [Q], CelType.Int, static arguments => Integer(Value(arguments, 0))),
        CelFunction.Member("asApproximateFloat", [Q], CelType.Double, static arguments => (double)Value(arguments, 0)),
        CelFunction.Member("isGreaterThan", [Q, Q], CelType.Bool, static arguments => Value(arguments, 0) > Value(arguments, 1)),
        CelFunction.Member("isLessThan", [Q, Q], CelType.Bool, static arguments => Value(arguments, 0) < Value(arguments, 1)),
        CelFunction.Member("compareTo", [Q, Q], CelType.Int, static arguments => (long)Value(arguments, 0).CompareTo(Value(arguments, 1))),
        CelFunction.Member("add", [Q, Q], Q, static arguments => Sum(Value(arguments, 0), Value(arguments, 1))),
        CelFunction.Member("add", [Q, CelType.Int], Q, static arguments => Sum(Value(arguments, 0), (long)arguments[1]!)),
        CelFunction.Member("sub", [Q, Q], Q, static arguments => Sum(Value(arguments, 0), -Value(arguments, 1))),
        CelFunction.Member("sub", [Q, CelType.Int], Q, static arguments => Sum(Value(arguments, 0), -(decimal)(long)arguments[1]!)),
    ];

    private static decimal Value(object?[] arguments, int index) => ((CelQuantity)arguments[index]!).Value;

    private static object Parsed(string text)
    {
        if (!Form().IsMatch(text))
        {
            return new CelError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }

        return Quantity.Parse(text) is { } value ? new CelQuantity(value) : new CelError("unable to parse quantity's suffix");
    }

    private static object Integer(decimal value) => value is >= long.MinValue and <= long.MaxValue && value == decimal.Truncate(value)
        ? (long)value
        : new CelError("cannot convert value to integer");

    private static object Sum(decimal left, decimal right)
    {
        try
        {
            return new CelQuantity(left + right);
        }
        catch (OverflowException)
        {
            return new CelError("the quantity is too large");
        }
    }

    [GeneratedRegex(@"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
