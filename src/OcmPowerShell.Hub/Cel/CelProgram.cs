using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel.Syntax;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel;

/// <summary>A compiled expression. It does not change and may be shared.</summary>
internal sealed class CelProgram
{
    private readonly CelExpression _expression;

    internal CelProgram(CelExpression expression, CelType type)
    {
        _expression = expression;
        Type = type;
    }

    /// <summary>What it gives, as far as that is known before it is evaluated.</summary>
    public CelType Type { get; }

    /// <summary>Whether it speaks of a variable.</summary>
    public bool Uses(string variable) => Uses(_expression, variable);

    /// <summary>Evaluates it.</summary>
    /// <param name="variables">A value for each variable: JSON, or what <see cref="CelValue"/> names.</param>
    /// <param name="budget">What it and others may cost together; a budget of its own where it is missing.</param>
    /// <returns>A value as <see cref="CelValue"/> names them.</returns>
    /// <exception cref="CelEvaluationException">It came to an error, or costs too much.</exception>
    public object? Evaluate(IReadOnlyDictionary<string, object?> variables, CelBudget? budget = null)
    {
        var meter = new CelMeter(budget ?? new CelBudget());
        try
        {
            object? value = new CelEvaluator(variables, meter).Evaluate(_expression);
            return value is CelError error ? throw new CelEvaluationException(error.Message) : value;
        }
        finally
        {
            meter.Settle();
        }
    }

    /// <summary>Evaluates it with one variable.</summary>
    /// <inheritdoc cref="Evaluate(IReadOnlyDictionary{string, object?}, CelBudget?)"/>
    public object? Evaluate(string variable, JsonNode? value, CelBudget? budget = null) =>
        Evaluate(new Dictionary<string, object?>(StringComparer.Ordinal) { [variable] = value }, budget);

    private static bool Uses(CelExpression expression, string variable) =>
        (expression is CelExpression.Name name && name.Identifier == variable) || expression.Parts.Any(part => Uses(part, variable));
}
