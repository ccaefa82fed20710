namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>A node of the syntax tree. Operators are calls, named as in CEL: <c>_+_</c>, <c>!_</c>, <c>@in</c>.</summary>
/// <param name="Position">Where errors of it point to.</param>
internal abstract record CelExpression(int Position)
{
    /// <summary>A literal.</summary>
    public sealed record Constant(int Position, object? Value) : CelExpression(Position);

    /// <summary>A variable or the name of a type.</summary>
    public sealed record Name(int Position, string Identifier) : CelExpression(Position);

    /// <summary>A member of a map, or with <paramref name="Test"/> whether it is there.</summary>
    public sealed record Select(int Position, CelExpression Operand, string Member, bool Test = false) : CelExpression(Position);

    /// <summary>An item of a list or an entry of a map.</summary>
    public sealed record Index(int Position, CelExpression Operand, CelExpression Key) : CelExpression(Position);

    /// <summary>A call; what a member function is called on comes first.</summary>
    public sealed record Call(int Position, string Function, bool IsMember, IReadOnlyList<CelExpression> Arguments) : CelExpression(Position)
    {
        /// <summary>The overloads that may fit, which the check finds.</summary>
        public IReadOnlyList<CelFunction> Overloads { get; set; } = [];
    }

    /// <summary>A list.</summary>
    public sealed record ListOf(int Position, IReadOnlyList<CelExpression> Items) : CelExpression(Position);

    /// <summary>A map.</summary>
    public sealed record MapOf(int Position, IReadOnlyList<(CelExpression Key, CelExpression Value)> Entries) : CelExpression(Position);

    /// <summary>Terms joined by <c>&amp;&amp;</c> or <c>||</c>.</summary>
    public sealed record Logic(int Position, bool All, IReadOnlyList<CelExpression> Terms) : CelExpression(Position);

    /// <summary>One of two.</summary>
    public sealed record Conditional(int Position, CelExpression Condition, CelExpression Then, CelExpression Else) : CelExpression(Position);

    /// <summary>A macro that goes through a list, or through the keys of a map.</summary>
    public sealed record Comprehension(
        int Position, CelLoop Loop, CelExpression Range, string Variable, CelExpression? Predicate, CelExpression? Transform)
        : CelExpression(Position);

    /// <summary>The parts of this node.</summary>
    public IEnumerable<CelExpression> Parts => this switch
    {
        Select select => [select.Operand],
        Index index => [index.Operand, index.Key],
        Call call => call.Arguments,
        ListOf list => list.Items,
        MapOf map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        Logic logic => logic.Terms,
        Conditional conditional => [conditional.Condition, conditional.Then, conditional.Else],
        Comprehension loop => new[] { loop.Range, loop.Predicate, loop.Transform }.OfType<CelExpression>(),
        _ => [],
    };
}
