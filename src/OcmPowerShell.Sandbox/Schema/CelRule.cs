using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Values;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>
/// A rule of a schema beyond the shape, as <c>x-kubernetes-validations</c> writes it: an expression over <c>self</c>, and over
/// <c>oldSelf</c> where it speaks of a change.
/// </summary>
internal sealed class CelRule
{
    private const int LongestMessage = 5 * 1024;

    private static readonly CelEnvironment Plain = new([("self", CelType.Dyn), ("oldSelf", CelType.Dyn)]);
    private static readonly CelEnvironment WithOptional = new([("self", CelType.Dyn), ("oldSelf", CelType.Optional)], CelOptionals.All);

    private readonly CelProgram _program;
    private readonly CelProgram? _message;

    private CelRule(JsonObject json)
    {
        Json = json;
        OldSelfIsOptional = json["optionalOldSelf"] is JsonValue flag && flag.TryGetValue(out bool optional) && optional;
        CelEnvironment environment = OldSelfIsOptional ? WithOptional : Plain;
        _program = environment.Compile(json.Text("rule") ?? string.Empty);
        _message = json.Text("messageExpression") is { Length: > 0 } expression ? environment.Compile(expression) : null;
        UsesOldSelf = _program.Uses("oldSelf");
        if (!CelType.Bool.Accepts(_program.Type))
        {
            throw CelCompileException.At(json.Text("rule")!, 0, "cel expression must evaluate to a bool");
        }
    }

    /// <summary>The rule as it is written in the schema.</summary>
    public JsonObject Json { get; }

    /// <summary>Whether it compares with the value before, and so is about updates.</summary>
    public bool UsesOldSelf { get; }

    /// <summary>Whether it is also evaluated where there is no value before.</summary>
    public bool OldSelfIsOptional { get; }

    private string Shown => (Json.Text("message") is { Length: > 0 } message ? message : Json.Text("rule") ?? string.Empty).Trim();

    /// <summary>Reads an item of <c>x-kubernetes-validations</c>.</summary>
    /// <exception cref="CelCompileException">Its rule or its messageExpression does not compile.</exception>
    public static CelRule From(JsonObject rule) => new((JsonObject)rule.DeepClone());

    /// <summary>What is wrong with a value; null where the rule holds or does not apply.</summary>
    /// <param name="schema">What the value is.</param>
    /// <param name="self">The value.</param>
    /// <param name="oldSelf">What it was before; null where nothing corresponds to it.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="budget">What all rules of the object may cost; exhausted, it ends the checking.</param>
    public FieldError? Check(SchemaNode schema, JsonNode self, JsonNode? oldSelf, string path, CelBudget budget)
    {
        if (UsesOldSelf && oldSelf is null && !OldSelfIsOptional)
        {
            return null;
        }

        object? old = SchemaValue.From(schema, oldSelf);
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["self"] = SchemaValue.From(schema, self),
            ["oldSelf"] = OldSelfIsOptional ? new CelOptional(oldSelf is not null, old) : old,
        };
        string type = $"\"{schema.Type}\"";
        try
        {
            return _program.Evaluate(variables, budget) is true ? null : Failed(path + FieldPath(), type, MessageOf(variables, budget));
        }
        catch (CelEvaluationException error)
        {
            return FieldError.Invalid(path, type, Explained(error.Message, budget));
        }
    }

    private FieldError Failed(string path, string type, string detail) => Json.Text("reason") switch
    {
        "FieldValueForbidden" => FieldError.Forbidden(path, detail),
        "FieldValueRequired" => FieldError.Required(path, detail),
        "FieldValueDuplicate" => FieldError.Duplicate(path, type),
        _ => FieldError.Invalid(path, type, detail),
    };

    private string MessageOf(Dictionary<string, object?> variables, CelBudget budget)
    {
        string standard = Json.Text("message") is { Length: > 0 } ? Shown : $"failed rule: {Shown}";
        try
        {
            string? made = (_message?.Evaluate(variables, budget) as string)?.Trim();
            return made is { Length: > 0 and <= LongestMessage } && !made.Contains('\n') ? made : standard;
        }
        catch (CelEvaluationException)
        {
            return standard;
        }
    }

    private string Explained(string error, CelBudget budget)
    {
        if (budget.IsExhausted)
        {
            return "validation failed due to running out of cost budget, no further validation rules will be run";
        }

        if (error.StartsWith("operation cancelled", StringComparison.Ordinal))
        {
            budget.Exhaust();
            return $"'{error}': no further validation rules will be run due to call cost exceeds limit for rule: {Shown}";
        }

        return error.StartsWith("no such overload", StringComparison.Ordinal)
            ? $"'{error}': call arguments did not match a supported operator, function or macro signature for rule: {Shown}"
            : string.Create(CultureInfo.InvariantCulture, $"{error} evaluating rule: {Shown}");
    }

    /// <summary>The member that the rule blames, as in <c>.spec.x</c> or <c>['a-b']</c>, below the value.</summary>
    private string FieldPath() => (Json.Text("fieldPath") ?? string.Empty).Replace("['", ".", StringComparison.Ordinal).Replace("']", string.Empty, StringComparison.Ordinal);
}
