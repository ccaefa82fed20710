namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>The expressions of a selector, all of which must be true of a cluster.</summary>
internal sealed class CelSelector
{
    /// <summary>Compiles expressions.</summary>
    /// <exception cref="SelectorSyntaxException">One cannot be compiled.</exception>
    public static CelSelector Compile(IReadOnlyList<string> expressions, ScoreIndex scores) =>
        expressions.Count == 0 ? new CelSelector() : throw new SelectorSyntaxException("no CEL");

    /// <summary>The first expression that is not true of a cluster, and why; null when all are.</summary>
    public string? FirstUnmet(ManagedClusterFacts cluster) => null;
}
