namespace OcmPowerShell.Hub.Rollouts;

/// <summary>One cluster in a rollout.</summary>
/// <param name="Cluster">Its name.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Since">Since when it is so; null where nobody knows, which counts as now.</param>
internal sealed record ClusterRollout(string Cluster, RolloutStatus Status, DateTimeOffset? Since = null)
{
    /// <summary>When time alone changes its state: the deadline passes or the soak ends. Null for never.</summary>
    public DateTimeOffset? RecheckAt { get; init; }
}
