using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>Reads the text of a JSONPath from left to right, once, so that its cost is its length.</summary>
internal sealed class JsonPathReader
{
    private const int LongestPath = 4096;
    private const int DeepestFilter = 8;
    private const string EndsName = " \t\r\n.[]$@{}";
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly string _text;
    private readonly int _depth;
    private int _at;

    public JsonPathReader(string text, int depth = 0)
    {
        if (text.Length > LongestPath)
        {
            throw new JsonPathException($"the path is longer than {LongestPath} characters");
        }

        if (depth > DeepestFilter)
        {
            throw new JsonPathException("filters are nested too deeply");
        }

        _text = text.Trim();
        _depth = depth;
    }

    public IReadOnlyList<JsonPathStep> Read()
    {
        List<JsonPathStep> steps = [];
        if (_text.Length > 0 && _text[0] is '$' or '@')
        {
            _at = 1;
        }

        while (_at < _text.Length)
        {
            switch (_text[_at])
            {
                case '.':
                    ReadDots(steps);
                    break;
                case '[':
                    steps.Add(ReadBracket(Bracket()));
                    break;
                case var other when char.IsLetterOrDigit(other) || other == '_':
                    throw new JsonPathException($"unrecognized identifier {Name()}");
                case var other:
                    throw new JsonPathException($"unrecognized character in action: U+{(int)other:X4} '{other}'");
            }
        }

        return steps;
    }

    private void ReadDots(List<JsonPathStep> steps)
    {
        _at++;
        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            if (_at < _text.Length && _text[_at] == '.')
            {
                throw new JsonPathException("invalid multiple recursive descent");
            }

            steps.Add(new JsonPathStep.Descend());
        }

        // A lone dot is the object itself.
        var name = Name();
        if (name == "*")
        {
            steps.Add(new JsonPathStep.Wildcard());
        }
        else if (name.Length > 0)
        {
            steps.Add(new JsonPathStep.Members([name]));
        }
    }

    private string Name()
    {
        var name = new StringBuilder();
        for (; _at < _text.Length && !EndsName.Contains(_text[_at]); _at++)
        {
            // app\.kubernetes\.io: the backslash makes the dot part of the name.
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
            }

            name.Append(_text[_at]);
        }

        return name.ToString();
    }

    /// <summary>What stands between the bracket here and the one that closes it.</summary>
    private string Bracket()
    {
        var start = ++_at;
        var open = 1;
        char? quote = null;
        for (; _at < _text.Length; _at++)
        {
            var here = _text[_at];
            if (quote is not null)
            {
                quote = here == quote ? null : quote;
            }
            else if (here is '\'' or '"')
            {
                quote = here;
            }
            else if (here == '[')
            {
                open++;
            }
            else if (here == ']' && --open == 0)
            {
                return _text[start.._at++].Trim();
            }
        }

        throw new JsonPathException("unterminated array");
    }

    private JsonPathStep ReadBracket(string content)
    {
        if (content == "*")
        {
            return new JsonPathStep.Wildcard();
        }

        if (content.StartsWith('?'))
        {
            return ReadFilter(content[1..].Trim());
        }

        var parts = SplitAtCommas(content);
        return parts.All(IsQuoted)
            ? new JsonPathStep.Members([.. parts.Select(part => part[1..^1])])
            : new JsonPathStep.Items([.. parts.Select(ReadSlice)]);
    }

    private JsonPathStep.Filter ReadFilter(string content)
    {
        if (content.Length < 2 || content[0] != '(' || content[^1] != ')')
        {
            throw new JsonPathException("unterminated filter");
        }

        var inner = content[1..^1];
        var at = OperatorAt(inner);
        if (at < 0)
        {
            return new JsonPathStep.Filter(ReadOperand(inner), null, null);
        }

        var sign = Operators.First(item => string.CompareOrdinal(inner, at, item, 0, item.Length) == 0);
        return new JsonPathStep.Filter(ReadOperand(inner[..at]), sign, ReadOperand(inner[(at + sign.Length)..]));
    }

    private static int OperatorAt(string text)
    {
        char? quote = null;
        var nested = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var here = text[i];
            if (quote is not null)
            {
                quote = here == quote ? null : quote;
            }
            else if (here is '\'' or '"')
            {
                quote = here;
            }
            else if (here is '[' or ']')
            {
                nested += here == '[' ? 1 : -1;
            }
            else if (nested == 0 && (here is '<' or '>' || (here is '=' or '!' && i + 1 < text.Length && text[i + 1] == '=')))
            {
                return i;
            }
        }

        return -1;
    }

    private JsonPathOperand ReadOperand(string text)
    {
        text = text.Trim();
        if (IsQuoted(text))
        {
            return new JsonPathOperand(null, JsonValue.Create(text[1..^1]));
        }

        if (bool.TryParse(text, out var truth))
        {
            return new JsonPathOperand(null, JsonValue.Create(truth));
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return new JsonPathOperand(null, JsonValue.Create(integer));
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return new JsonPathOperand(null, JsonValue.Create(number));
        }

        if (!text.StartsWith('@') && !text.StartsWith('$') && !text.StartsWith('.'))
        {
            throw new JsonPathException($"cannot read {text} in a filter");
        }

        return new JsonPathOperand(new JsonPathReader(text, _depth + 1).Read(), null);
    }

    private static JsonPathSlice ReadSlice(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 3)
        {
            throw new JsonPathException($"invalid array index {text}");
        }

        var numbers = parts.Select(part => ReadIndex(part.Trim(), text, parts.Length > 1)).ToList();
        if (parts.Length == 1)
        {
            return new JsonPathSlice(numbers[0], null, 1, true);
        }

        var step = parts.Length == 3 ? numbers[2] ?? 1 : 1;
        return step < 1
            ? throw new JsonPathException("step must be > 0")
            : new JsonPathSlice(numbers[0], numbers[1], step, false);
    }

    private static int? ReadIndex(string part, string whole, bool mayBeEmpty)
    {
        if (part.Length == 0 && mayBeEmpty)
        {
            return null;
        }

        return int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new JsonPathException($"invalid array index {whole}");
    }

    private static List<string> SplitAtCommas(string content)
    {
        List<string> parts = [];
        var start = 0;
        char? quote = null;
        for (var i = 0; i < content.Length; i++)
        {
            if (quote is not null)
            {
                quote = content[i] == quote ? null : quote;
            }
            else if (content[i] is '\'' or '"')
            {
                quote = content[i];
            }
            else if (content[i] == ',')
            {
                parts.Add(content[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(content[start..].Trim());
        return parts;
    }

    private static bool IsQuoted(string text) =>
        text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] && text.IndexOf(text[0], 1) == text.Length - 1;
}
