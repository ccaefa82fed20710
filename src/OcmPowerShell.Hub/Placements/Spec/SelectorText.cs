using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Selectors of labels and claims between the text that people type, hashtables, and the API's objects.</summary>
internal static class SelectorText
{
    /// <summary>What a term may look like, for messages.</summary>
    public const string Forms = "Write terms such as env=prod, zone!=x, tier in (a,b), tier notin (c), key and !key, with commas between them.";

    /// <summary>Reads the terms of a text, a map of names to a value or values, or the API's own object.</summary>
    /// <exception cref="HubException"><c>InvalidSelector</c>.</exception>
    public static IReadOnlyList<LabelSelectorRequirement> Read(JsonNode? given) => given switch
    {
        JsonValue when given.TextAt() is { } text => Parse(text),
        JsonObject map => IsApiObject(map) ? ReadApiObject(map) : [.. map.Select(entry => Term(entry.Key, entry.Value))],
        _ => throw Invalid($"A selector is text or a hashtable. {Forms}"),
    };

    /// <summary>Reads text; the API's own object may be written as JSON.</summary>
    /// <exception cref="HubException"><c>InvalidSelector</c>.</exception>
    public static IReadOnlyList<LabelSelectorRequirement> Parse(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return new SelectorReader(text).Read();
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject map ? ReadApiObject(map) : throw Invalid(Forms);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Names that are there twice are an ArgumentException.
            throw new HubException("InvalidSelector", $"'{text}' begins as JSON but is none: {exception.Message}", exception);
        }
    }

    /// <summary>A <c>labelSelector</c>: <c>matchLabels</c> where one value is asked for, <c>matchExpressions</c> else.</summary>
    public static JsonObject ToLabelSelector(IEnumerable<LabelSelectorRequirement> terms)
    {
        JsonObject labels = [];
        JsonArray expressions = [];
        foreach (LabelSelectorRequirement term in terms)
        {
            // A key that is asked for twice must meet both, and an object has one value for a key.
            if (term is { Operator: LabelSelectorOperator.In, Values: [var value] } && (labels[term.Key] is null || labels.TextAt(term.Key) == value))
            {
                labels[term.Key] = value;
            }
            else
            {
                expressions.Add((JsonNode)Expression(term));
            }
        }

        JsonObject selector = [];
        AddUnlessEmpty(selector, "matchLabels", labels, labels.Count);
        AddUnlessEmpty(selector, "matchExpressions", expressions, expressions.Count);
        return selector;
    }

    /// <summary>A <c>claimSelector</c>, which has <c>matchExpressions</c> only.</summary>
    public static JsonObject ToClaimSelector(IEnumerable<LabelSelectorRequirement> terms) =>
        new() { ["matchExpressions"] = new JsonArray([.. terms.Select(Expression)]) };

    /// <summary>The text of a selector as it stands in an object; the object itself where Kubernetes would refuse it.</summary>
    public static string Write(JsonNode? selector)
    {
        try
        {
            return selector is JsonObject ? Write(LabelSelector.Parse(selector).Requirements) : "";
        }
        catch (SelectorSyntaxException)
        {
            return selector!.ToJsonString();
        }
    }

    /// <summary>The text of terms.</summary>
    public static string Write(IEnumerable<LabelSelectorRequirement> terms) => string.Join(",", terms);

    /// <summary>A failure to read a selector.</summary>
    public static HubException Invalid(string message) => new("InvalidSelector", message);

    private static bool IsApiObject(JsonObject map) =>
        map.Count > 0 && map.All(entry => Is(entry.Key, "matchLabels") || Is(entry.Key, "matchExpressions"));

    private static IReadOnlyList<LabelSelectorRequirement> ReadApiObject(JsonObject map)
    {
        JsonObject spelt = [];
        foreach ((string key, JsonNode? value) in map)
        {
            spelt[Is(key, "matchLabels") ? "matchLabels" : Is(key, "matchExpressions") ? "matchExpressions" : throw Invalid($"A selector object has matchLabels and matchExpressions, not '{key}'.")] =
                value is JsonObject single && Is(key, "matchExpressions") ? new JsonArray(single.DeepClone()) : value?.DeepClone();
        }

        try
        {
            return LabelSelector.Parse(spelt).Requirements;
        }
        catch (SelectorSyntaxException exception)
        {
            throw new HubException("InvalidSelector", exception.Message, exception);
        }
    }

    private static LabelSelectorRequirement Term(string key, JsonNode? value) => value switch
    {
        JsonArray values => Checked(new(key, LabelSelectorOperator.In, [.. values.Select(item => Scalar(key, item))])),
        _ => Checked(new(key, LabelSelectorOperator.In, [Scalar(key, value)])),
    };

    private static string Scalar(string key, JsonNode? value) => GivenObject.Scalar(value)
        ?? throw Invalid($"The value of '{key}' must be text, or a list of texts of which one is to match. For other comparisons write text: 'tier notin (a,b),!{key}'.");

    private static LabelSelectorRequirement Checked(LabelSelectorRequirement term)
    {
        if (LabelSyntax.ProblemOfKey(term.Key) is { } wrong)
        {
            throw Invalid($"'{term.Key}' cannot be a name: {wrong}.");
        }

        foreach (string value in term.Values)
        {
            if (LabelSyntax.ProblemOfValue(value) is { } problem)
            {
                throw Invalid($"'{value}' cannot be a value of '{term.Key}': {problem}.");
            }
        }

        return term.Values.Count > 0 ? term : throw Invalid($"'{term.Key}' has an empty list of values.");
    }

    private static JsonObject Expression(LabelSelectorRequirement term)
    {
        JsonObject expression = new() { ["key"] = term.Key, ["operator"] = term.Operator.ToString() };
        AddUnlessEmpty(expression, "values", new JsonArray([.. term.Values.Select(value => (JsonNode)value)]), term.Values.Count);
        return expression;
    }

    private static void AddUnlessEmpty(JsonObject owner, string name, JsonNode value, int count)
    {
        if (count > 0)
        {
            owner[name] = value;
        }
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
