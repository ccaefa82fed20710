using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary><c>matches</c>, <c>find</c> and <c>findAll</c>.</summary>
internal static class CelMatching
{
    public static IEnumerable<CelFunction> All =>
    [
        new("matches", true, [CelType.String, CelType.String], CelType.Bool, static arguments => Matches(arguments)) { Cost = Cost },
        new("matches", false, [CelType.String, CelType.String], CelType.Bool, static arguments => Matches(arguments)) { Cost = Cost },
        new("find", true, [CelType.String, CelType.String], CelType.String, static arguments => Re2Pattern.Of((string)arguments[1]!).Find((string)arguments[0]!)) { Cost = Cost },
        new("findAll", true, [CelType.String, CelType.String], CelType.List, static arguments => FindAll(arguments, -1)) { Cost = Cost },
        new("findAll", true, [CelType.String, CelType.String, CelType.Int], CelType.List, static arguments => FindAll(arguments, (long)arguments[2]!)) { Cost = Cost },
    ];

    private static bool Matches(object?[] arguments) => Re2Pattern.Of((string)arguments[1]!).IsMatch((string)arguments[0]!);

    private static object?[] FindAll(object?[] arguments, long limit) => Re2Pattern.Of((string)arguments[1]!).FindAll((string)arguments[0]!, limit);

    /// <summary>cel-go's cost, and more for large counts, which take more time than the pattern's length says.</summary>
    private static long Cost(object?[] arguments)
    {
        (string text, string pattern) = ((string)arguments[0]!, (string)arguments[1]!);
        long perText = (long)Math.Ceiling((1 + text.Length) * 0.1);
        long perPattern = Math.Max(1, (long)Math.Ceiling(pattern.Length * 0.25));
        return perText * perPattern * Math.Max(1, Re2Pattern.LargestRepeat(pattern) / 100);
    }
}
