using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Syntax;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel;

/// <summary>
/// What expressions may use: variables, and functions beyond those of CEL and its Kubernetes libraries. It does not change
/// and may be shared. The libraries for URLs, IP addresses and named formats, <c>format()</c> and optional values are left out: an
/// expression with one of them does not compile.
/// </summary>
internal sealed class CelEnvironment
{
    private static readonly CelFunction[] Standard =
    [
        .. CelOperators.All, .. CelComparisons.All, .. CelConversions.All, .. CelStrings.All, .. CelMatching.All, .. CelLists.All, .. CelTimes.All,
        .. CelSemvers.All, .. CelQuantities.All,
    ];

    private readonly Dictionary<(string Name, bool IsMember), CelFunction[]> _functions;
    private readonly Dictionary<string, CelType> _variables;

    /// <summary>An environment.</summary>
    /// <param name="variables">Names and types; <see cref="CelType.Dyn"/> where the value can be anything.</param>
    /// <param name="functions">More functions.</param>
    public CelEnvironment(IEnumerable<(string Name, CelType Type)> variables, params CelFunction[] functions)
    {
        _variables = variables.ToDictionary(variable => variable.Name, variable => variable.Type, StringComparer.Ordinal);
        _functions = Standard.Concat(functions)
            .GroupBy(function => (function.Name, function.IsMember))
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Reads and checks an expression.</summary>
    /// <exception cref="CelCompileException">It is no CEL, or uses what there is not.</exception>
    public CelProgram Compile(string source)
    {
        CelExpression expression = CelParser.Parse(source);
        CelType type = new CelChecker(this, source).TypeOf(expression);
        return new(expression, type);
    }

    /// <summary>The overloads of a function; none where it is not known.</summary>
    public CelFunction[] Overloads(string name, bool isMember) => _functions.GetValueOrDefault((name, isMember)) ?? [];

    /// <summary>Whether there is a function of that name, called in either way.</summary>
    public bool HasFunction(string name) => _functions.ContainsKey((name, true)) || _functions.ContainsKey((name, false));

    /// <summary>The type of a variable; null where there is none.</summary>
    public CelType? TypeOf(string variable) => _variables.GetValueOrDefault(variable);
}
