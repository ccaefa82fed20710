using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>
/// A label selector as it stands in objects: <c>matchLabels</c> and <c>matchExpressions</c>, all of which must hold. An
/// empty one selects everything.
/// </summary>
internal sealed class LabelSelector
{
    /// <summary>Selects everything.</summary>
    public static readonly LabelSelector Everything = new([]);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private LabelSelector(IReadOnlyList<LabelSelectorRequirement> requirements) => Requirements = requirements;

    /// <summary>What must hold, in the order it is written.</summary>
    public IReadOnlyList<LabelSelectorRequirement> Requirements { get; }

    /// <summary>Reads a selector; a missing one selects everything.</summary>
    /// <exception cref="SelectorSyntaxException">Kubernetes would refuse it.</exception>
    public static LabelSelector Parse(JsonNode? selector)
    {
        List<LabelSelectorRequirement> requirements = [];
        foreach ((string key, string value) in selector.MapAt("matchLabels"))
        {
            requirements.Add(Requirement(key, LabelSelectorOperator.In, [value]));
        }

        requirements.AddRange(Expressions(selector));
        return Of(requirements);
    }

    /// <summary>Reads a selector of claims, which has <c>matchExpressions</c> only.</summary>
    /// <exception cref="SelectorSyntaxException">Kubernetes would refuse it.</exception>
    public static LabelSelector ParseClaims(JsonNode? selector) => Of([.. Expressions(selector)]);

    /// <summary>Whether labels meet every requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => FirstUnmet(labels) is null;

    /// <summary>The first requirement that labels do not meet; null when they meet all.</summary>
    public LabelSelectorRequirement? FirstUnmet(IReadOnlyDictionary<string, string> labels)
    {
        for (int i = 0; i < Requirements.Count; i++)
        {
            if (!Requirements[i].Matches(labels))
            {
                return Requirements[i];
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(",", Requirements);

    private static LabelSelector Of(List<LabelSelectorRequirement> requirements) =>
        requirements.Count == 0 ? Everything : new LabelSelector(requirements);

    private static IEnumerable<LabelSelectorRequirement> Expressions(JsonNode? selector) =>
        selector.ObjectsAt("matchExpressions").Select(expression => Requirement(
            expression.TextAt("key") ?? "", Operator(expression.TextAt("operator") ?? ""), expression.TextsAt("values")));

    private static LabelSelectorOperator Operator(string text) => text switch
    {
        "In" => LabelSelectorOperator.In,
        "NotIn" => LabelSelectorOperator.NotIn,
        "Exists" => LabelSelectorOperator.Exists,
        "DoesNotExist" => LabelSelectorOperator.DoesNotExist,
        _ => throw new SelectorSyntaxException($"{Quoted(text)} is not a valid label selector operator"),
    };

    private static LabelSelectorRequirement Requirement(string key, LabelSelectorOperator comparison, IReadOnlyList<string> values)
    {
        List<string> problems = [];
        if (LabelSyntax.ProblemOfKey(key) is { } problem)
        {
            problems.Add($"key: Invalid value: {Quoted(key)}: {problem}");
        }

        bool takesValues = comparison is LabelSelectorOperator.In or LabelSelectorOperator.NotIn;
        if (takesValues && values.Count == 0)
        {
            problems.Add("values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty");
        }
        else if (!takesValues && values.Count > 0)
        {
            problems.Add($"values: Invalid value: {Text(values)}: values set must be empty for exists and does not exist");
        }

        for (int i = 0; i < values.Count; i++)
        {
            if (LabelSyntax.ProblemOfValue(values[i]) is { } wrong)
            {
                problems.Add($"values[{i}][{key}]: Invalid value: {Quoted(values[i])}: {wrong}");
            }
        }

        return problems.Count switch
        {
            0 => new LabelSelectorRequirement(key, comparison, values),
            1 => throw new SelectorSyntaxException(problems[0]),
            _ => throw new SelectorSyntaxException($"[{string.Join(", ", problems)}]"),
        };
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Plain);

    private static string Text(IReadOnlyList<string> values) => JsonSerializer.Serialize(values, Plain);
}
