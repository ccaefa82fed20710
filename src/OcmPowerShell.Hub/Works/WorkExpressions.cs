using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Values;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>Checks the CEL of condition rules as the agent will: it would say what is wrong only in a condition on the hub.</summary>
internal static class WorkExpressions
{
    // What cel-go has and this module does not: the agent decides.
    private const string NotKnownHere = "is not supported by this hub";

    private static readonly CelEnvironment Conditions = new([("object", CelType.Dyn)], OcmFunctions.HasConditions);
    private static readonly CelEnvironment Messages = new([("object", CelType.Dyn), ("result", CelType.Bool)], OcmFunctions.HasConditions);

    /// <exception cref="HubException"><c>InvalidExpression</c>.</exception>
    public static void Check(ConditionRule rule)
    {
        foreach (string expression in rule.CelExpression)
        {
            Check(Conditions, expression, CelType.Bool, "true or false", "object");
        }

        if (rule.MessageExpression.Length > 0)
        {
            Check(Messages, rule.MessageExpression, CelType.String, "text", "object and result");
        }
    }

    private static void Check(CelEnvironment environment, string expression, CelType wanted, string gives, string variables)
    {
        CelType type;
        try
        {
            type = environment.Compile(expression).Type;
        }
        catch (CelCompileException exception) when (exception.Message.Contains(NotKnownHere, StringComparison.Ordinal))
        {
            return;
        }
        catch (CelCompileException exception)
        {
            throw new HubException("InvalidExpression", $"'{expression}' is no CEL expression of {variables}. {exception.Message}", exception);
        }

        if (!wanted.Accepts(type))
        {
            throw new HubException("InvalidExpression", $"'{expression}' must give {gives}, not {type.Name}.");
        }
    }
}
