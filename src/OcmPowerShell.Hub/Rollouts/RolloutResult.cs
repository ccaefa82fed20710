namespace OcmPowerShell.Hub.Rollouts;

/// <summary>The next step of a rollout.</summary>
/// <param name="Rolling">Clusters under way; those in state <see cref="RolloutStatus.ToApply"/> are to be served now.</param>
/// <param name="TimedOut">Clusters whose deadline has passed.</param>
/// <param name="Failing">Whether the rollout stands because too many clusters have failed.</param>
/// <param name="RecheckAfter">When to ask again though nothing changes; null for never.</param>
internal sealed record RolloutResult(
    IReadOnlyList<ClusterRollout> Rolling, IReadOnlyList<ClusterRollout> TimedOut, bool Failing, TimeSpan? RecheckAfter)
{
    /// <summary>Clusters that have a state but are no longer decided on.</summary>
    public IReadOnlyList<ClusterRollout> Removed { get; init; } = [];
}
