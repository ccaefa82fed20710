using OcmPowerShell.Hub.Cel.Syntax;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel;

/// <summary>
/// Checks an expression before it is evaluated: that it uses only what there is, and that no call is given a type it
/// cannot take, as far as types are known.
/// </summary>
internal sealed class CelChecker(CelEnvironment environment, string source)
{
    /// <summary>What a real server or agent knows and this one does not.</summary>
    private static readonly HashSet<string> Unsupported =
    [
        "format", "quote", "strings.quote", "url", "isURL", "getScheme", "getHost", "getHostname", "getPort", "getEscapedPath", "getQuery",
        "ip", "isIP", "cidr", "isCIDR", "containsIP", "containsCIDR", "family", "isCanonical", "masked", "prefixLength", "optional", "of", "none",
        "ofNonZeroValue", "orValue", "hasValue", "optMap", "optFlatMap", "named", "validate", "sets", "authorizer", "allowed", "check",
    ];

    private readonly List<string> _locals = [];

    /// <summary>The type of an expression, dyn where it is not known.</summary>
    /// <exception cref="CelCompileException">It cannot be evaluated.</exception>
    public CelType TypeOf(CelExpression expression) => expression switch
    {
        CelExpression.Constant constant => CelValue.TypeOf(constant.Value),
        CelExpression.Name name => TypeOfName(name),
        CelExpression.Select select => TypeOfSelect(select),
        CelExpression.Index index => TypeOfIndex(index),
        CelExpression.Call call => TypeOfCall(call),
        CelExpression.ListOf list => Each(list.Items, CelType.List),
        CelExpression.MapOf map => Each([.. map.Parts], CelType.Map),
        CelExpression.Logic logic => TypeOfLogic(logic),
        CelExpression.Conditional conditional => TypeOfConditional(conditional),
        CelExpression.Comprehension loop => TypeOfLoop(loop),
        _ => CelType.Dyn,
    };

    private CelType Each(IEnumerable<CelExpression> parts, CelType type)
    {
        foreach (CelExpression part in parts)
        {
            TypeOf(part);
        }

        return type;
    }

    private CelType TypeOfName(CelExpression.Name name)
    {
        if (_locals.Contains(name.Identifier))
        {
            return CelType.Dyn;
        }

        return environment.TypeOf(name.Identifier)
            ?? (CelType.Named.ContainsKey(name.Identifier) ? CelType.Type : throw Unknown(name.Position, name.Identifier));
    }

    private CelType TypeOfSelect(CelExpression.Select select)
    {
        CelType operand = QualifiedType(select) is not null ? CelType.Dyn : TypeOf(select.Operand);
        if (!CelType.Map.Accepts(operand))
        {
            throw At(select.Position, $"type '{operand.Signature}' does not support field selection");
        }

        return select.Test ? CelType.Bool : QualifiedType(select) is not null ? CelType.Type : CelType.Dyn;
    }

    /// <summary>The type that a dotted name such as <c>google.protobuf.Duration</c> stands for.</summary>
    public static CelType? QualifiedType(CelExpression.Select select) =>
        select is { Test: false, Operand: CelExpression.Select { Test: false, Operand: CelExpression.Name root } middle }
            ? CelType.Named.GetValueOrDefault($"{root.Identifier}.{middle.Member}.{select.Member}")
            : null;

    private CelType TypeOfIndex(CelExpression.Index index)
    {
        (CelType operand, CelType key) = (TypeOf(index.Operand), TypeOf(index.Key));
        bool fits = CelType.Map.Accepts(operand) || (operand == CelType.List && (key.IsNumber || key == CelType.Dyn));
        return fits ? CelType.Dyn : throw NoOverload(index.Position, "_[_]", false, [operand, key]);
    }

    private CelType TypeOfLogic(CelExpression.Logic logic)
    {
        foreach (CelExpression term in logic.Terms)
        {
            CelType type = TypeOf(term);
            if (!CelType.Bool.Accepts(type))
            {
                throw At(term.Position, $"expected type 'bool' but found '{type.Signature}'");
            }
        }

        return CelType.Bool;
    }

    private CelType TypeOfConditional(CelExpression.Conditional conditional)
    {
        (CelType condition, CelType then, CelType otherwise) =
            (TypeOf(conditional.Condition), TypeOf(conditional.Then), TypeOf(conditional.Else));
        if (!CelType.Bool.Accepts(condition) || !then.Accepts(otherwise))
        {
            throw NoOverload(conditional.Position, "_?_:_", false, [condition, then, otherwise]);
        }

        return then == otherwise ? then : CelType.Dyn;
    }

    private CelType TypeOfLoop(CelExpression.Comprehension loop)
    {
        CelType range = TypeOf(loop.Range);
        if (!CelType.List.Accepts(range) && range != CelType.Map)
        {
            throw At(loop.Range.Position, $"expression of type '{range.Signature}' cannot be range of a comprehension (must be list, map, or dynamic)");
        }

        _locals.Add(loop.Variable);
        CelType predicate = loop.Predicate is null ? CelType.Bool : TypeOf(loop.Predicate);
        if (!CelType.Bool.Accepts(predicate))
        {
            throw At(loop.Predicate!.Position, $"expected type 'bool' but found '{predicate.Signature}'");
        }

        _ = loop.Transform is null ? CelType.Dyn : TypeOf(loop.Transform);
        _locals.RemoveAt(_locals.Count - 1);
        return loop.Loop == CelLoop.Collect ? CelType.List : CelType.Bool;
    }

    private CelType TypeOfCall(CelExpression.Call call)
    {
        // Of a.f(b) with an unknown a, cel-go tries a.f first; the function is what the writer meant.
        CelFunction[] overloads = environment.Overloads(call.Function, call.IsMember);
        if (overloads.Length == 0 && !environment.HasFunction(call.Function))
        {
            throw Unsupported.Contains(call.Function)
                ? At(call.Position, $"the function '{call.Function}' is not supported by this hub")
                : Unknown(call.Position, call.Function);
        }

        CelType[] types = [.. call.Arguments.Select(TypeOf)];
        CelFunction[] fitting = Array.FindAll(overloads, overload => overload.Takes(types));
        if (fitting.Length == 0 || (call.Function is "_==_" or "_!=_" && !Comparable(types[0], types[1])))
        {
            throw NoOverload(call.Position, call.Function, call.IsMember, types);
        }

        call.Overloads = fitting;
        return Array.TrueForAll(fitting, overload => overload.Result == fitting[0].Result) ? fitting[0].Result : CelType.Dyn;
    }

    /// <summary>Values of two known types are never equal, which is no use to anybody.</summary>
    private static bool Comparable(CelType left, CelType right) =>
        left.Accepts(right) || right == CelType.Dyn || (left.IsNumber && right.IsNumber);

    private CelCompileException NoOverload(int position, string function, bool isMember, IReadOnlyList<CelType> types)
    {
        string[] names = [.. types.Select(type => type.Signature)];
        string signature = isMember ? $"{names[0]}.({string.Join(", ", names[1..])})" : $"({string.Join(", ", names)})";
        return At(position, $"found no matching overload for '{function}' applied to '{signature}'");
    }

    private CelCompileException Unknown(int position, string name) => Unsupported.Contains(name)
        ? At(position, $"'{name}' is not supported by this hub")
        : At(position, $"undeclared reference to '{name}' (in container '')");

    private CelCompileException At(int position, string detail) => CelCompileException.At(source, position, detail);
}
