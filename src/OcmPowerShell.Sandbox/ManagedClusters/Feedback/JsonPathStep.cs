namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>One step of a JSONPath: from one node to the nodes it leads to.</summary>
internal abstract record JsonPathStep
{
    /// <summary><c>.name</c> or <c>['name','other']</c>: members, as far as they exist.</summary>
    public sealed record Members(IReadOnlyList<string> Names) : JsonPathStep;

    /// <summary><c>.*</c> or <c>[*]</c>: every member or item.</summary>
    public sealed record Wildcard : JsonPathStep;

    /// <summary><c>..</c>: the node and all below it.</summary>
    public sealed record Descend : JsonPathStep;

    /// <summary><c>[n]</c> or <c>[a:b:step]</c>, also several with commas; negative numbers count from the end.</summary>
    public sealed record Items(IReadOnlyList<JsonPathSlice> Slices) : JsonPathStep;

    /// <summary><c>[?(left op right)]</c> or <c>[?(left)]</c>: items for which it holds.</summary>
    public sealed record Filter(JsonPathOperand Left, string? Operator, JsonPathOperand? Right) : JsonPathStep;
}
