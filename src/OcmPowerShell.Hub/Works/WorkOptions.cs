using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// How a work is applied, reported on and deleted. What is null is not said: a new work then has OCM's default, and one that
/// exists keeps what it has.
/// </summary>
public sealed record WorkOptions
{
    /// <summary>Nothing said.</summary>
    public static WorkOptions None { get; } = new();

    /// <summary>What deletion leaves on the cluster.</summary>
    public PropagationPolicy? PropagationPolicy { get; init; }

    /// <summary>The resources that <c>SelectivelyOrphan</c> leaves: the whole list. Giving any implies that policy.</summary>
    public IReadOnlyList<OrphanRule>? OrphanResources { get; init; }

    /// <summary>For how many seconds a work stays once it is complete.</summary>
    public long? TtlAfterFinished { get; init; }

    /// <summary>The update strategy for all manifests for which no manifest config says another.</summary>
    public UpdateStrategy? UpdateStrategy { get; init; }

    /// <summary>Whether ServerSideApply takes fields from other managers.</summary>
    public bool? ForceConflict { get; init; }

    /// <summary>What the agent is to report.</summary>
    public WorkFeedback? Feedback { get; init; }

    /// <summary>As whom the agent applies the manifests.</summary>
    public WorkExecutor? Executor { get; init; }

    /// <summary>What is to be different for single manifests: the whole list, in the order in which they are matched.</summary>
    public IReadOnlyList<ManifestConfig>? ManifestConfigs { get; init; }

    /// <summary>What is to be taken out.</summary>
    public IReadOnlyCollection<WorkOption> Cleared { get; init; } = [];

    /// <summary>Whether nothing is said at all.</summary>
    internal bool IsEmpty => this with { Cleared = None.Cleared } == None && Cleared.Count == 0;

    /// <summary>Whether anything is said that <c>manifestConfigs</c> holds.</summary>
    internal bool SaysConfigs => UpdateStrategy is not null || Feedback is not null || ManifestConfigs is not null
        || Clears(WorkOption.UpdateStrategy) || Clears(WorkOption.ManifestConfig);

    internal bool Clears(WorkOption option) => Cleared.Contains(option);
}
