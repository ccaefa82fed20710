using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>Equality, order and membership.</summary>
internal static class CelComparisons
{
    private static readonly CelType[] Ordered =
        [CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration];

    public static IEnumerable<CelFunction> All =>
    [
        CelFunction.Global("_==_", [CelType.Dyn, CelType.Dyn], CelType.Bool, static arguments => CelValue.Same(arguments[0], arguments[1])) with { Cost = Cheapest },
        CelFunction.Global("_!=_", [CelType.Dyn, CelType.Dyn], CelType.Bool, static arguments => !CelValue.Same(arguments[0], arguments[1])) with { Cost = Cheapest },
        .. Order("_<_", order => order < 0),
        .. Order("_<=_", order => order <= 0),
        .. Order("_>_", order => order > 0),
        .. Order("_>=_", order => order >= 0),
        CelFunction.Global("@in", [CelType.Dyn, CelType.List], CelType.Bool, static arguments => ((IReadOnlyList<object?>)arguments[1]!).Any(item => CelValue.Same(item, arguments[0])))
            with { Cost = static arguments => MembershipCost((IReadOnlyList<object?>)arguments[1]!, arguments[0]) },
        CelFunction.Global("@in", [CelType.Dyn, CelType.Map], CelType.Bool, static arguments => ((CelMap)arguments[1]!).TryGet(arguments[0], out _)),
    ];

    /// <summary>The cost of comparing a value with every item.</summary>
    public static long MembershipCost(IReadOnlyList<object?> list, object? value) => list.Sum(item => CostOf(item, value));

    private static IEnumerable<CelFunction> Order(string name, Func<int, bool> holds) =>
        from left in Ordered
        from right in Ordered
        where left == right || (left.IsNumber && right.IsNumber)
        select CelFunction.Global(name, [left, right], CelType.Bool, arguments => Compared(arguments, holds)) with { Cost = Cheapest };

    private static object Compared(object?[] arguments, Func<int, bool> holds)
    {
        (int order, CelError? error) = CelOrder.Compare(arguments[0], arguments[1]);
        return error ?? (object)holds(order);
    }

    /// <summary>A tenth of the shorter of two texts, or all that two containers hold.</summary>
    private static long Cheapest(object?[] arguments) => CostOf(arguments[0], arguments[1]);

    private static long CostOf(object? left, object? right)
    {
        return left is IReadOnlyList<object?> or CelMap && right is IReadOnlyList<object?> or CelMap
            ? CelValue.TotalCost(left) + CelValue.TotalCost(right)
            : Math.Max(1, (long)Math.Ceiling(Math.Min(CelValue.SizeOf(left), CelValue.SizeOf(right)) * 0.1));
    }
}
