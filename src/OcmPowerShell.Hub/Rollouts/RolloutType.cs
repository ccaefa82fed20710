namespace OcmPowerShell.Hub.Rollouts;

/// <summary>In which steps a rollout goes.</summary>
internal enum RolloutType
{
    /// <summary>All clusters at once.</summary>
    All,

    /// <summary>So many clusters at a time.</summary>
    Progressive,

    /// <summary>One decision group at a time.</summary>
    ProgressivePerGroup,
}
