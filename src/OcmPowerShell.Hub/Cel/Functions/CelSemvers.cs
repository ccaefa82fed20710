using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>Kubernetes' library for semantic versions.</summary>
internal static class CelSemvers
{
    private static readonly CelType Semver = CelType.Semver;

    public static IEnumerable<CelFunction> All =>
    [
        CelFunction.Global("semver", [CelType.String], Semver, static arguments => Parsed(arguments[0], false)).PerSize(),
        CelFunction.Global("semver", [CelType.String, CelType.Bool], Semver, static arguments => Parsed(arguments[0], (bool)arguments[1]!)).PerSize(),
        CelFunction.Global("isSemver", [CelType.String], CelType.Bool, static arguments => Parsed(arguments[0], false) is CelSemver).PerSize(),
        CelFunction.Global("isSemver", [CelType.String, CelType.Bool], CelType.Bool, static arguments => Parsed(arguments[0], (bool)arguments[1]!) is CelSemver).PerSize(),
        Part("major", static version => version.Major),
        Part("minor", static version => version.Minor),
        Part("patch", static version => version.Patch),
        CelFunction.Member("isGreaterThan", [Semver, Semver], CelType.Bool, static arguments => Order(arguments) > 0),
        CelFunction.Member("isLessThan", [Semver, Semver], CelType.Bool, static arguments => Order(arguments) < 0),
        CelFunction.Member("compareTo", [Semver, Semver], CelType.Int, static arguments => (long)Order(arguments)),
    ];

    private static object Parsed(object? text, bool normalize) =>
        CelSemver.Parse((string)text!, normalize) ?? (object)new CelError($"invalid semantic version: {CelValue.Show(text)}");

    private static CelFunction Part(string name, Func<CelSemver, ulong> of) =>
        CelFunction.Member(name, [Semver], CelType.Int, arguments => unchecked((long)of((CelSemver)arguments[0]!)));

    private static int Order(object?[] arguments) => ((CelSemver)arguments[0]!).CompareTo((CelSemver)arguments[1]!);
}
