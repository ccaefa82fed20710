using System.Globalization;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>A label selector as it stands in a query: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k,l&gt;1</c>.</summary>
internal sealed class LabelSelector
{
    /// <summary>Selects everything.</summary>
    public static readonly LabelSelector Everything = new([]);

    private static readonly Regex Name = new("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$", RegexOptions.NonBacktracking);
    private static readonly Regex Domain = new("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", RegexOptions.NonBacktracking);
    private static readonly Regex Value = new("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$", RegexOptions.NonBacktracking);

    private readonly IReadOnlyList<LabelRequirement> _requirements;

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements)
    {
        _requirements = requirements;
    }

    /// <summary>Whether it selects everything.</summary>
    public bool IsEverything => _requirements.Count == 0;

    /// <summary>Reads a selector.</summary>
    /// <exception cref="ApiException">It cannot be read; the message is the real server's.</exception>
    public static LabelSelector Parse(string text)
    {
        var lexer = new LabelLexer(text);
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            LabelToken token = lexer.Peek();
            if (token.Kind == LabelTokenKind.End)
            {
                return requirements.Count == 0 ? Everything : new LabelSelector(requirements);
            }

            if (!StartsRequirement(token))
            {
                throw Refusal.BadRequest($"found '{token.Text}', expected: !, identifier, or 'end of string'");
            }

            requirements.Add(Requirement(lexer));
            LabelToken after = lexer.Take();
            if (after.Kind == LabelTokenKind.End)
            {
                return new LabelSelector(requirements);
            }

            if (after.Text != ",")
            {
                throw Refusal.BadRequest($"found '{after.Text}', expected: ',' or 'end of string'");
            }

            if (!StartsRequirement(lexer.Peek()))
            {
                throw Refusal.BadRequest($"found '{lexer.Peek().Text}', expected: identifier after ','");
            }
        }
    }

    /// <summary>Whether labels meet every requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (LabelRequirement requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text may be a label's name: up to 63 characters, after a domain and a slash or not.</summary>
    public static bool IsKey(string key)
    {
        int slash = key.IndexOf('/');
        string name = key[(slash + 1)..];
        bool domainFits = slash < 0 || (slash is > 0 and <= 253 && Domain.IsMatch(key[..slash]));
        return domainFits && name.Length <= 63 && Name.IsMatch(name);
    }

    /// <summary>Whether a text may be a label's value.</summary>
    public static bool IsValue(string value) => value.Length <= 63 && Value.IsMatch(value);

    private static bool StartsRequirement(LabelToken token) => token.Kind == LabelTokenKind.Word || token.Text == "!";

    private static LabelRequirement Requirement(LabelLexer lexer)
    {
        LabelToken token = lexer.Take();
        bool negated = token.Kind == LabelTokenKind.Symbol && token.Text == "!";
        LabelToken key = negated ? lexer.Take() : token;
        if (key.Kind != LabelTokenKind.Word)
        {
            throw Unparsable($"found '{key.Text}', expected: identifier");
        }

        if (!IsKey(key.Text))
        {
            throw Unparsable($"<nil>: Invalid value: \"{key.Text}\": name part must consist of alphanumeric characters, '-', '_' or '.', "
                + "and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
                + "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        }

        LabelToken next = lexer.Peek();
        if (negated)
        {
            return new LabelRequirement(key.Text, LabelOperator.DoesNotExist, []);
        }

        if (next.Kind == LabelTokenKind.End || next.Text == ",")
        {
            return new LabelRequirement(key.Text, LabelOperator.Exists, []);
        }

        LabelToken comparison = lexer.Take();
        return comparison.Text switch
        {
            "=" or "==" => Compared(key.Text, LabelOperator.In, [ExactValue(lexer)]),
            "!=" => Compared(key.Text, LabelOperator.NotIn, [ExactValue(lexer)]),
            "in" => Compared(key.Text, LabelOperator.In, Values(lexer)),
            "notin" => Compared(key.Text, LabelOperator.NotIn, Values(lexer)),
            ">" => Ordered(key.Text, LabelOperator.GreaterThan, ExactValue(lexer)),
            "<" => Ordered(key.Text, LabelOperator.LessThan, ExactValue(lexer)),
            _ => throw Unparsable($"found '{comparison.Text}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private static LabelRequirement Compared(string key, LabelOperator comparison, IReadOnlyList<string> values)
    {
        foreach (string value in values)
        {
            if (!IsValue(value))
            {
                throw Unparsable($"values[0][{key}]: Invalid value: \"{value}\": a valid label must be an empty string or consist of "
                    + "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
                    + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
            }
        }

        return new LabelRequirement(key, comparison, values);
    }

    private static LabelRequirement Ordered(string key, LabelOperator comparison, string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? new LabelRequirement(key, comparison, [value])
            : throw Unparsable($"values[0]: Invalid value: \"{value}\": for 'Gt', 'Lt' operators, the value must be an integer");

    private static string ExactValue(LabelLexer lexer)
    {
        LabelToken next = lexer.Peek();
        if (next.Kind == LabelTokenKind.End || next.Text == ",")
        {
            return string.Empty;
        }

        LabelToken value = lexer.Take();
        return value.Kind == LabelTokenKind.Word ? value.Text : throw Unparsable($"found '{value.Text}', expected: identifier");
    }

    /// <summary>A list in parentheses; between two commas, or where nothing is, stands the empty value.</summary>
    private static List<string> Values(LabelLexer lexer)
    {
        LabelToken open = lexer.Take();
        if (open.Text != "(" || open.Kind != LabelTokenKind.Symbol)
        {
            throw Unparsable($"found '{open.Text}' expected: '('");
        }

        var values = new List<string>();
        while (true)
        {
            LabelToken token = lexer.Take();
            if (token.Kind == LabelTokenKind.Word)
            {
                values.Add(token.Text);
                token = lexer.Take();
            }
            else
            {
                values.Add(string.Empty);
            }

            if (token.Kind == LabelTokenKind.Symbol && token.Text == ")")
            {
                return values;
            }

            if (token.Kind != LabelTokenKind.Symbol || token.Text != ",")
            {
                throw Unparsable($"found '{token.Text}', expected: ',' or ')'");
            }
        }
    }

    private static ApiException Unparsable(string why) => Refusal.BadRequest($"unable to parse requirement: {why}");
}
