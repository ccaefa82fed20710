using System.Globalization;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Reads Kubernetes' text form of a selector, as in <c>env=prod,tier in (a,b),!legacy</c>.</summary>
/// <param name="text">The text.</param>
internal sealed class SelectorReader(string text)
{
    private const string Special = "=!(),<>";

    private int _next;

    /// <summary>All terms.</summary>
    /// <exception cref="HubException"><c>InvalidSelector</c>: with the place.</exception>
    public IReadOnlyList<LabelSelectorRequirement> Read()
    {
        List<LabelSelectorRequirement> terms = [];
        do
        {
            terms.Add(Term());
        }
        while (Take(","));
        return AtEnd ? terms : throw At(_next, $"there is '{text[_next..].TrimEnd()}' where a comma or the end is expected");
    }

    private bool AtEnd
    {
        get
        {
            SkipSpace();
            return _next == text.Length;
        }
    }

    private LabelSelectorRequirement Term()
    {
        bool isMissing = Take("!");
        int start = Here;
        string key = Key();
        if (isMissing)
        {
            return new(key, LabelSelectorOperator.DoesNotExist, []);
        }

        if (AtEnd || text[_next] == ',')
        {
            return new(key, LabelSelectorOperator.Exists, []);
        }

        if (Take("!="))
        {
            return new(key, LabelSelectorOperator.NotIn, [Value(key)]);
        }

        if (Take("==") || Take("="))
        {
            return new(key, LabelSelectorOperator.In, [Value(key)]);
        }

        int place = Here;
        return Word() switch
        {
            "in" => new(key, LabelSelectorOperator.In, Values(key)),
            "notin" => new(key, LabelSelectorOperator.NotIn, Values(key)),
            "" when text[place] is '<' or '>' => throw At(place, "OCM's selectors cannot compare numbers: use -CelExpression for that"),
            "" => throw At(place, $"'{text[place]}' cannot follow the name '{key}'"),
            string word => throw At(start, $"'{key} {word}' is no term"),
        };
    }

    private string Key()
    {
        int place = Here;
        string key = Word();
        if (key.Length == 0)
        {
            throw At(place, AtEnd ? "a name is missing at the end" : $"there is '{text[place]}' where a name is expected");
        }

        return LabelSyntax.ProblemOfKey(key) is { } problem ? throw At(place, $"'{key}' cannot be a name: {problem}") : key;
    }

    private string Value(string key)
    {
        int place = Here;
        string value = Word();
        return LabelSyntax.ProblemOfValue(value) is { } problem ? throw At(place, $"'{value}' cannot be a value of '{key}': {problem}") : value;
    }

    private List<string> Values(string key)
    {
        if (!Take("("))
        {
            throw At(Here, $"the values of '{key}' must stand in parentheses, as in {key} in (a,b)");
        }

        List<string> values = [];
        do
        {
            // As in Kubernetes: nothing between commas is the empty value.
            string value = Value(key);
            if (!values.Contains(value))
            {
                values.Add(value);
            }
        }
        while (Take(","));
        return Take(")") ? values : throw At(Here, $"the list of values of '{key}' is not closed by ')'");
    }

    private int Here
    {
        get
        {
            SkipSpace();
            return _next;
        }
    }

    private string Word()
    {
        int start = Here;
        while (_next < text.Length && !char.IsWhiteSpace(text[_next]) && !Special.Contains(text[_next]))
        {
            _next++;
        }

        return text[start.._next];
    }

    private bool Take(string symbol)
    {
        if (string.CompareOrdinal(text, Here, symbol, 0, symbol.Length) != 0)
        {
            return false;
        }

        _next += symbol.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_next < text.Length && char.IsWhiteSpace(text[_next]))
        {
            _next++;
        }
    }

    private HubException At(int position, string what) => SelectorText.Invalid(string.Create(
        CultureInfo.InvariantCulture, $"'{text}' cannot be read at character {position + 1}: {what}. {SelectorText.Forms}"));
}
