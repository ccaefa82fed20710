using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>What an optional value can be asked.</summary>
internal static class CelOptionals
{
    private static readonly CelError NoValue = new("optional.none() dereference");

    public static CelFunction[] All =>
    [
        CelFunction.Member("hasValue", [CelType.Optional], CelType.Bool, static arguments => ((CelOptional)arguments[0]!).HasValue),
        CelFunction.Member("value", [CelType.Optional], CelType.Dyn, static arguments => Or(arguments[0], NoValue)),
        CelFunction.Member("orValue", [CelType.Optional, CelType.Dyn], CelType.Dyn, static arguments => Or(arguments[0], arguments[1])),
    ];

    private static object? Or(object? optional, object? otherwise) => optional is CelOptional { HasValue: true } some ? some.Value : otherwise;
}
