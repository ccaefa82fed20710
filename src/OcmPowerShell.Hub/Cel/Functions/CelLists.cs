using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>Kubernetes' library for lists.</summary>
internal static class CelLists
{
    public static IEnumerable<CelFunction> All =>
    [
        Of("isSorted", CelType.Bool, IsSorted),
        Of("sum", CelType.Dyn, Sum),
        Of("min", CelType.Dyn, static list => Best(list, "min", order => order > 0)),
        Of("max", CelType.Dyn, static list => Best(list, "max", order => order < 0)),
        CelFunction.Member("indexOf", [CelType.List, CelType.Dyn], CelType.Int, static arguments => Find(arguments, last: false)) with { Cost = FindCost },
        CelFunction.Member("lastIndexOf", [CelType.List, CelType.Dyn], CelType.Int, static arguments => Find(arguments, last: true)) with { Cost = FindCost },
    ];

    private static CelFunction Of(string name, CelType result, Func<IReadOnlyList<object?>, object?> body) =>
        CelFunction.Member(name, [CelType.List], result, arguments => body((IReadOnlyList<object?>)arguments[0]!)) with
        {
            Cost = static arguments => ((IReadOnlyList<object?>)arguments[0]!).Sum(item => 1 + CelFunction.Tenths(item)),
        };

    private static object IsSorted(IReadOnlyList<object?> list)
    {
        for (int i = 1; i < list.Count; i++)
        {
            (int order, CelError? error) = CelOrder.Compare(list[i - 1], list[i]);
            if (error is not null || order > 0)
            {
                return error ?? (object)false;
            }
        }

        return true;
    }

    private static object? Sum(IReadOnlyList<object?> list)
    {
        object? sum = list.Count == 0 ? 0L : list[0];
        if (sum is not (long or ulong or double or CelDuration))
        {
            return CelError.NoSuchOverload;
        }

        for (int i = 1; i < list.Count && sum is not CelError; i++)
        {
            sum = CelOperators.Add(sum, list[i]);
        }

        return sum;
    }

    private static object? Best(IReadOnlyList<object?> list, string name, Func<int, bool> isBetter)
    {
        if (list.Count == 0)
        {
            return new CelError($"{name} called on empty list");
        }

        object? best = list[0];
        foreach (object? item in list)
        {
            (int order, CelError? error) = CelOrder.Compare(best, item);
            if (error is not null)
            {
                return error;
            }

            best = isBetter(order) ? item : best;
        }

        return best;
    }

    private static long Find(object?[] arguments, bool last)
    {
        var list = (IReadOnlyList<object?>)arguments[0]!;
        for (int i = 0; i < list.Count; i++)
        {
            int index = last ? list.Count - 1 - i : i;
            if (CelValue.Same(list[index], arguments[1]))
            {
                return (long)index;
            }
        }

        return -1L;
    }

    private static long FindCost(object?[] arguments) => CelComparisons.MembershipCost((IReadOnlyList<object?>)arguments[0]!, arguments[1]);
}
