namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>The macros: calls whose arguments are not evaluated first.</summary>
internal static class CelMacros
{
    /// <summary>What a call stands for; null where it is no macro.</summary>
    /// <exception cref="CelCompileException">A macro's arguments do not fit.</exception>
    public static CelExpression? Expand(string source, int position, string name, CelExpression? target, IReadOnlyList<CelExpression> arguments)
    {
        if (target is null)
        {
            return name == "has" && arguments is [var field] ? Has(source, position, field) : null;
        }

        CelLoop? loop = (name, arguments.Count) switch
        {
            ("all", 2) => CelLoop.All,
            ("exists", 2) => CelLoop.Exists,
            ("exists_one" or "existsOne", 2) => CelLoop.ExistsOne,
            ("filter", 2) or ("map", 2 or 3) => CelLoop.Collect,
            _ => null,
        };
        if (loop is null)
        {
            return null;
        }

        string variable = arguments[0] is CelExpression.Name simple
            ? simple.Identifier
            : throw CelCompileException.At(
                source, arguments[0].Position, loop == CelLoop.Collect ? "argument is not an identifier" : "argument must be a simple name");
        return new CelExpression.Comprehension(
            position,
            loop.Value,
            target,
            variable,
            name == "map" && arguments.Count == 2 ? null : arguments[1],
            name == "map" ? arguments[^1] : null);
    }

    private static CelExpression.Select Has(string source, int position, CelExpression field) => field is CelExpression.Select { Test: false } select
        ? select with { Test = true, Position = position }
        : throw CelCompileException.At(source, field.Position, "invalid argument to has() macro");
}
