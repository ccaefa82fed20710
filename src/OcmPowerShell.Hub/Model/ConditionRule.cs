using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.Model;

/// <summary>
/// How a condition of a work is made from an object: an entry of <c>manifestConfigs[].conditionRules</c>. As text:
/// <c>Progressing=object.status.updatedReplicas &lt; object.spec.replicas</c>, or <c>Complete</c> alone for the rule that OCM has.
/// </summary>
public sealed class ConditionRule
{
    /// <summary>OCM's own rule.</summary>
    internal const string WellKnown = "WellKnownConditions";

    /// <summary>A rule in CEL.</summary>
    internal const string Cel = "CEL";

    /// <summary>The condition after which a work is never applied again.</summary>
    internal const string Complete = "Complete";

    private const string ErrorId = "InvalidConditionRule";
    private const string Forms = "Write Condition=expression, as in 'Progressing=object.status.updatedReplicas < object.spec.replicas', 'Complete' for OCM's own rule, or @{ Condition = 'Degraded'; CelExpression = '...'; Message = '...' }.";

    /// <summary><c>condition</c>: the condition's type. A work is never applied again once it is Complete.</summary>
    public string Condition { get; set; } = "";

    /// <summary><c>type</c>: CEL, or WellKnownConditions, which knows Complete of Jobs and Pods.</summary>
    public string Type { get; set; } = Cel;

    /// <summary><c>celExpressions</c>: of the variable <c>object</c>; the condition is True when all are.</summary>
    public IReadOnlyList<string> CelExpression { get; set; } = [];

    /// <summary><c>message</c>: the condition's message.</summary>
    public string Message { get; set; } = "";

    /// <summary><c>messageExpression</c>: the message in CEL, of <c>object</c> and <c>result</c>.</summary>
    public string MessageExpression { get; set; } = "";

    /// <summary>Reads text.</summary>
    /// <exception cref="HubException"><c>InvalidConditionRule</c>, <c>InvalidExpression</c>.</exception>
    public static ConditionRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return Checked(equals < 0
            ? new ConditionRule { Condition = text.Trim(), Type = WellKnown }
            : new ConditionRule { Condition = text[..equals].Trim(), CelExpression = [text[(equals + 1)..].Trim()] });
    }

    /// <inheritdoc/>
    public override string ToString() => Type == WellKnown ? Condition : $"{Condition}={string.Join(" && ", CelExpression)}";

    /// <summary>Reads text, a hashtable, an object of this type or its copy, or an entry of the API.</summary>
    /// <exception cref="HubException"><c>InvalidConditionRule</c>, <c>InvalidExpression</c>.</exception>
    internal static ConditionRule Read(JsonNode? given)
    {
        if (given.TextAt() is { } text)
        {
            return Parse(text);
        }

        if (given is not JsonObject value)
        {
            throw new HubException(ErrorId, $"A condition rule is text or a hashtable. {Forms}");
        }

        var members = new GivenObject(value, ErrorId, "Condition", "Type", "CelExpression", "CelExpressions", "Message", "MessageExpression");
        IReadOnlyList<string> expressions = members.Texts("CelExpression", "CelExpressions");
        string type = members.Text("Type");
        return Checked(new ConditionRule
        {
            Condition = members.Text("Condition"),
            Type = type.Length == 0 ? (expressions.Count == 0 ? WellKnown : Cel)
                : Array.Find([Cel, WellKnown], known => string.Equals(known, type, StringComparison.OrdinalIgnoreCase))
                    ?? throw new HubException(ErrorId, $"There is no type '{type}' of a condition rule: use {Cel} or {WellKnown}."),
            CelExpression = expressions,
            Message = members.Text("Message"),
            MessageExpression = members.Text("MessageExpression"),
        });
    }

    /// <summary>The entry of the API.</summary>
    internal JsonObject ToJson()
    {
        var rule = new JsonObject { ["condition"] = Condition, ["type"] = Type };
        if (CelExpression.Count > 0)
        {
            rule["celExpressions"] = new JsonArray([.. CelExpression.Select(expression => (JsonNode)expression)]);
        }

        foreach ((string name, string text) in new[] { ("message", Message), ("messageExpression", MessageExpression) })
        {
            if (text.Length > 0)
            {
                rule[name] = text;
            }
        }

        return rule;
    }

    private static ConditionRule Checked(ConditionRule rule)
    {
        string? problem = rule switch
        {
            { Condition: "" } => "it names no condition",
            _ when !ConditionNames.IsValid(rule.Condition) => $"'{rule.Condition}' cannot be the type of a condition: begin and end with a letter or digit, with '-', '_' and '.' between, at most {ConditionNames.Longest} characters",
            { Condition: "Applied" or "Available" or "Deleting" } => $"the condition {rule.Condition} is the agent's own",
            { Type: Cel, CelExpression.Count: 0 } => "a rule of type CEL needs an expression",
            { Type: Cel } when rule.CelExpression.Any(string.IsNullOrWhiteSpace) => "an expression is empty",
            { Type: WellKnown, CelExpression.Count: > 0 } => "OCM's own rule takes no expression: leave out the type, or use CEL",
            { Type: WellKnown } when rule.Condition != Complete => $"OCM has a rule of its own for {Complete} only, of Jobs and Pods; for '{rule.Condition}' give an expression",
            _ => null,
        };
        if (problem is not null)
        {
            throw new HubException(ErrorId, $"The condition rule '{rule}' cannot be used: {problem}. {Forms}");
        }

        WorkExpressions.Check(rule);
        return rule;
    }
}
