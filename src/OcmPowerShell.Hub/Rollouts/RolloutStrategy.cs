namespace OcmPowerShell.Hub.Rollouts;

/// <summary>How a rollout is to go, as <c>rolloutStrategy</c> says it.</summary>
internal sealed record RolloutStrategy
{
    /// <summary><c>type</c>.</summary>
    public RolloutType Type { get; init; }

    /// <summary><c>mandatoryDecisionGroups</c>: these come first and must not fail.</summary>
    public IReadOnlyList<MandatoryDecisionGroup> MandatoryDecisionGroups { get; init; } = [];

    /// <summary><c>maxConcurrency</c>: clusters under way at once; not set means all.</summary>
    public RolloutSize MaxConcurrency { get; init; }

    /// <summary><c>maxFailures</c>: how many failures stop the rollout when exceeded; of all clusters, or of each group.</summary>
    public RolloutSize MaxFailures { get; init; }

    /// <summary><c>minSuccessTime</c>: how long a cluster must have succeeded before it makes room for the next.</summary>
    public TimeSpan MinSuccessTime { get; init; }

    /// <summary><c>progressDeadline</c>: after it a cluster that is not done has timed out; null for never.</summary>
    public TimeSpan? ProgressDeadline { get; init; }
}
