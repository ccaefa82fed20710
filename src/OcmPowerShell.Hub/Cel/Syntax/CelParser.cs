using System.Globalization;

namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>Makes the syntax tree of an expression. Its depth is bounded, so that no expression exhausts the stack.</summary>
internal sealed class CelParser
{
    private const int LongestSource = 100_000;
    private const int DeepestNesting = 250;
    private const string Starts =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private static readonly HashSet<string> Reserved =
    [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace",
        "return", "var", "void", "while",
    ];

    private static readonly string[] Relations = ["<", "<=", ">=", ">", "==", "!=", "in"];
    private static readonly string[] Sums = ["+", "-"];
    private static readonly string[] Products = ["*", "/", "%"];

    private readonly string _source;
    private readonly IReadOnlyList<CelToken> _tokens;
    private readonly Dictionary<CelExpression, int> _heights = new(ReferenceEqualityComparer.Instance);
    private int _next;
    private int _depth;

    private CelParser(string source)
    {
        _source = source;
        _tokens = new CelLexer(source).Read();
    }

    private CelToken Current => _tokens[_next];

    /// <summary>Reads an expression.</summary>
    /// <exception cref="CelCompileException">It is none, or too long or too deep.</exception>
    public static CelExpression Parse(string source)
    {
        if (source.Length > LongestSource)
        {
            throw CelCompileException.At("", 0, string.Create(
                CultureInfo.InvariantCulture, $"expression code point size exceeds limit: size: {source.Length}, limit {LongestSource}"));
        }

        var parser = new CelParser(source);
        CelExpression expression = parser.Expression();
        return parser.Current.Kind == CelTokenKind.End ? expression : throw parser.Unexpected("<EOF>");
    }

    private CelExpression Expression()
    {
        if (++_depth > DeepestNesting)
        {
            throw TooDeep();
        }

        CelExpression condition = Logic("||", () => Logic("&&", Relation));
        if (Current is { Kind: CelTokenKind.Symbol, Text: "?" } sign)
        {
            _next++;
            CelExpression then = Logic("||", () => Logic("&&", Relation));
            Expect(":");
            condition = Made(new CelExpression.Conditional(sign.Position, condition, then, Expression()));
        }

        _depth--;
        return condition;
    }

    private CelExpression Logic(string sign, Func<CelExpression> term)
    {
        CelExpression first = term();
        if (!IsSymbol(sign))
        {
            return first;
        }

        int position = Current.Position;
        List<CelExpression> terms = [first];
        while (TryTake(sign))
        {
            terms.Add(term());
        }

        return Made(new CelExpression.Logic(position, sign == "&&", terms));
    }

    private CelExpression Relation() => LeftToRight(Relations, () => LeftToRight(Sums, () => LeftToRight(Products, Unary)));

    private CelExpression LeftToRight(string[] signs, Func<CelExpression> operand)
    {
        CelExpression left = operand();
        while (Current.Kind == CelTokenKind.Symbol && Array.IndexOf(signs, Current.Text) >= 0)
        {
            CelToken sign = Take();
            left = Made(new CelExpression.Call(sign.Position, sign.Text == "in" ? "@in" : $"_{sign.Text}_", false, [left, operand()]));
        }

        return left;
    }

    private CelExpression Unary()
    {
        if (!IsSymbol("!") && !IsSymbol("-"))
        {
            return Member();
        }

        // Two of them cancel each other out.
        CelToken sign = Current;
        int count = 0;
        while (IsSymbol(sign.Text) && !(sign.Text == "-" && _tokens[_next + 1].Kind is CelTokenKind.Integer or CelTokenKind.Fraction))
        {
            _next++;
            count++;
        }

        CelExpression operand = Member();
        return count % 2 == 0 ? operand : Made(new CelExpression.Call(sign.Position, sign.Text == "!" ? "!_" : "-_", false, [operand]));
    }

    private CelExpression Member()
    {
        CelExpression operand = Primary();
        while (true)
        {
            if (IsSymbol("."))
            {
                CelToken dot = Take();
                NoOptional();
                CelToken name = Current.Kind is CelTokenKind.Identifier or CelTokenKind.EscapedIdentifier ? Take() : throw Unexpected("IDENTIFIER");
                operand = name.Kind == CelTokenKind.Identifier && IsSymbol("(")
                    ? Call(name, operand)
                    : Made(new CelExpression.Select(dot.Position, operand, name.Text));
            }
            else if (IsSymbol("["))
            {
                CelToken bracket = Take();
                NoOptional();
                operand = Made(new CelExpression.Index(bracket.Position, operand, Expression()));
                Expect("]");
            }
            else
            {
                return operand;
            }
        }
    }

    private CelExpression Primary()
    {
        CelToken token = Take();
        switch (token.Kind)
        {
            case CelTokenKind.Integer:
                return Made(new CelExpression.Constant(token.Position, Integer(token, token.Text, "")));
            case CelTokenKind.Unsigned or CelTokenKind.Fraction or CelTokenKind.Text:
                return Made(new CelExpression.Constant(token.Position, token.Value));
            case CelTokenKind.Identifier:
                return Identifier(token);
            case CelTokenKind.Symbol:
                return Symbol(token);
            default:
                throw Unexpected(Starts, token);
        }
    }

    private CelExpression Identifier(CelToken token)
    {
        if (Reserved.Contains(token.Text))
        {
            throw CelCompileException.At(_source, token.Position, $"reserved identifier: {token.Text}");
        }

        if (IsSymbol("("))
        {
            return Call(token, null);
        }

        return IsSymbol("{")
            ? throw CelCompileException.At(_source, Current.Position, $"undeclared reference to '{token.Text}' (in container '')")
            : Made(new CelExpression.Name(token.Position, token.Text));
    }

    private CelExpression Symbol(CelToken token)
    {
        switch (token.Text)
        {
            case "true" or "false":
                return Made(new CelExpression.Constant(token.Position, token.Text == "true"));
            case "null":
                return Made(new CelExpression.Constant(token.Position, null));
            case "." when Current.Kind == CelTokenKind.Identifier:
                return Identifier(Take());
            case "-" when Current.Kind == CelTokenKind.Integer:
                return Made(new CelExpression.Constant(token.Position, Integer(token, Take().Text, "-")));
            case "-" when Current.Kind == CelTokenKind.Fraction:
                return Made(new CelExpression.Constant(token.Position, -(double)Take().Value!));
            case "(":
                CelExpression inner = Expression();
                Expect(")");
                return inner;
            case "[":
                return Made(new CelExpression.ListOf(token.Position, Several("]", Element)));
            case "{":
                return Made(new CelExpression.MapOf(token.Position, Several("}", Entry)));
            default:
                throw Unexpected(Starts, token);
        }
    }

    private CelExpression Call(CelToken name, CelExpression? target)
    {
        int position = Take().Position;
        List<CelExpression> arguments = Several(")", Expression, trailingComma: false);
        return Made(CelMacros.Expand(_source, position, name.Text, target, arguments)
            ?? new CelExpression.Call(position, name.Text, target is not null, target is null ? arguments : [target, .. arguments]));
    }

    private CelExpression Element()
    {
        NoOptional();
        return Expression();
    }

    private (CelExpression Key, CelExpression Value) Entry()
    {
        CelExpression key = Element();
        Expect(":");
        return (key, Expression());
    }

    private List<T> Several<T>(string end, Func<T> read, bool trailingComma = true)
    {
        List<T> found = [];
        bool more = !IsSymbol(end);
        while (more)
        {
            found.Add(read());
            more = TryTake(",") && !(trailingComma && IsSymbol(end));
        }

        Expect(end);
        return found;
    }

    private long Integer(CelToken token, string digits, string sign)
    {
        bool hexadecimal = digits.StartsWith("0x", StringComparison.Ordinal);
        NumberStyles style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!ulong.TryParse(hexadecimal ? digits[2..] : digits, style, CultureInfo.InvariantCulture, out ulong number)
            || number > long.MaxValue + (sign.Length == 0 ? 0UL : 1UL))
        {
            throw CelCompileException.At(_source, token.Position, "invalid int literal");
        }

        return sign.Length == 0 ? (long)number : unchecked(-(long)number);
    }

    private void NoOptional()
    {
        if (IsSymbol("?"))
        {
            throw CelCompileException.At(_source, Current.Position, "optional values are not supported by this hub");
        }
    }

    /// <summary>Takes the node into the tree, where it does not make the tree too deep.</summary>
    private T Made<T>(T node)
        where T : CelExpression
    {
        int height = 1 + node.Parts.Select(part => _heights.GetValueOrDefault(part)).DefaultIfEmpty().Max();
        _heights[node] = height;
        return height > DeepestNesting ? throw TooDeep() : node;
    }

    private bool IsSymbol(string text) => Current.Kind == CelTokenKind.Symbol && Current.Text == text;

    private CelToken Take()
    {
        CelToken token = Current;
        _next = Math.Min(_next + 1, _tokens.Count - 1);
        return token;
    }

    private bool TryTake(string symbol)
    {
        bool found = IsSymbol(symbol);
        _next += found ? 1 : 0;
        return found;
    }

    private void Expect(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    private CelCompileException Unexpected(string expected, CelToken? token = null) => CelCompileException.At(
        _source, (token ?? Current).Position, $"Syntax error: mismatched input '{(token ?? Current).Text}' expecting {expected}");

    private CelCompileException TooDeep() => CelCompileException.At(
        _source, Current.Position, string.Create(CultureInfo.InvariantCulture, $"expression recursion limit exceeded: {DeepestNesting}"));
}
