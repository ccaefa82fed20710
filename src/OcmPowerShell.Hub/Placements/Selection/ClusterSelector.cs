namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>Selects clusters by labels, claims and expressions, all of which must hold; what is not given always holds.</summary>
internal sealed class ClusterSelector
{
    private readonly LabelSelector _labels;
    private readonly LabelSelector _claims;
    private readonly CelSelector _expressions;

    private ClusterSelector(LabelSelector labels, LabelSelector claims, CelSelector expressions)
    {
        _labels = labels;
        _claims = claims;
        _expressions = expressions;
    }

    /// <summary>Reads a selector.</summary>
    /// <param name="spec">As it is written.</param>
    /// <param name="scores">What expressions may ask for.</param>
    /// <exception cref="SelectorSyntaxException">It cannot be read.</exception>
    public static ClusterSelector Read(ClusterSelectorSpec spec, ScoreIndex scores) => new(
        LabelSelector.Parse(spec.Labels), LabelSelector.ParseClaims(spec.Claims), CelSelector.Compile(spec.CelExpressions, scores));

    /// <summary>Whether it selects a cluster.</summary>
    public bool Matches(ManagedClusterFacts cluster) => FirstUnmet(cluster) is null;

    /// <summary>What first kept a cluster from being selected: which selector, and what of it; null when it is selected.</summary>
    public (string Selector, string Requirement)? FirstUnmet(ManagedClusterFacts cluster)
    {
        if (_labels.FirstUnmet(cluster.Labels) is { } label)
        {
            return ("labelSelector", label.ToString());
        }

        if (_claims.FirstUnmet(cluster.Claims) is { } claim)
        {
            return ("claimSelector", claim.ToString());
        }

        return _expressions.FirstUnmet(cluster) is { } expression ? ("celSelector", expression) : null;
    }
}
