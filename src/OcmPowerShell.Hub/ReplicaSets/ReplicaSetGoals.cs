using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>What the goals of a replica set mean.</summary>
internal static class ReplicaSetGoals
{
    private const string RolledOut = "rolled out";
    private const string Applied = "applied";
    private const string Available = "available";
    private const string Advice = "Get-OcmWorkReplicaSet shows how far it is, and Get-OcmWork -LabelSelector work.open-cluster-management.io/manifestworkreplicaset=NAMESPACE.NAME its works. Wait longer with -TimeoutSec.";
    private const string ControllerAdvice = "Is the feature gate ManifestWorkReplicaSet enabled (kubectl get clustermanager cluster-manager -o yaml), and does the hub's work controller run?";

    /// <summary>Reads a goal: its name, or a condition.</summary>
    /// <param name="text">As <c>RolledOut</c>, <c>PlacementVerified=False</c>.</param>
    /// <exception cref="HubException"><c>InvalidArgument</c>.</exception>
    public static WaitGoal<WorkReplicaSet> Parse(string text)
    {
        string name = text.Trim();
        return Enum.GetValues<ReplicaSetGoal>().Cast<ReplicaSetGoal?>().FirstOrDefault(goal => name.Equals(goal.ToString(), StringComparison.OrdinalIgnoreCase)) is { } goal ? goal.ToWaitGoal()
            : ConditionGoal.Parse(name) is { } condition ? Until(condition.ToString(), condition.Holds) with { Describe = set => $"{ReplicaSetState.Describe(set)}; {condition.Describe(set)}" }
            : throw new HubException("InvalidArgument", $"-For '{text}' is nothing that a replica set can be waited for: write {string.Join(", ", Enum.GetNames<ReplicaSetGoal>())}, or a condition such as PlacementVerified or ManifestworkApplied=False.");
    }

    /// <summary>The goal as a wait understands it.</summary>
    public static WaitGoal<WorkReplicaSet> ToWaitGoal(this ReplicaSetGoal goal) => goal switch
    {
        ReplicaSetGoal.Deleted => WaitGoal<WorkReplicaSet>.Gone(ReplicaSetState.Describe) with
        {
            Advice = $"The hub's controller takes its works away first. {ControllerAdvice} If it never will, Remove-OcmWorkReplicaSet -RemoveFinalizer removes the replica set alone.",
        },
        ReplicaSetGoal.Applied => Until(Applied, set => IsServed(set) && set.Applied >= set.Total),
        ReplicaSetGoal.Available => Until(Available, set => IsServed(set) && set.Applied >= set.Total && set.Available >= set.Total),
        _ => Until(RolledOut, set => set is { RolledOut: true, PlacementVerified: true }) with { Hopeless = CannotFinish },
    };

    /// <summary>
    /// The same goal, of which no state of before a change is taken for an answer: OCM's conditions of a replica set do not say
    /// which generation they speak of.
    /// </summary>
    /// <param name="goal">The goal.</param>
    /// <param name="isOutdated">Whether a state is known to be of before a change.</param>
    /// <param name="areWorksSo">
    /// Whether the works hold what the replica set asks for, and are as the goal has it; asked where the goal is reached otherwise.
    /// </param>
    public static WaitGoal<WorkReplicaSet> AfterChanges(
        this WaitGoal<WorkReplicaSet> goal, Func<WorkReplicaSet, bool> isOutdated, Func<WorkReplicaSet, Func<Work, bool>, CancellationToken, Task<bool>> areWorksSo) => goal.IsGone ? goal : goal with
        {
            Asks = async (set, cancellationToken) => !isOutdated(set) && goal.Reached(set) is not null && await areWorksSo(set, OfWorks(goal.Name), cancellationToken).ConfigureAwait(false),
        };

    // What the controller sums up, of each work at its present generation.
    private static Func<Work, bool> OfWorks(string goal) => goal switch
    {
        RolledOut => work => work is { Applied: true, Progressing: false },
        Applied => work => work.Applied == true,
        Available => work => work is { Applied: true, Available: true },
        _ => _ => true,
    };

    private static WaitGoal<WorkReplicaSet> Until(string name, Func<WorkReplicaSet, bool> holds) =>
        WaitGoal<WorkReplicaSet>.Until(name, holds, ReplicaSetState.Describe) with { Explain = RolloutHolds.ExplainAsync, Advice = Advice };

    // The newest work is on every selected cluster, and there are such.
    private static bool IsServed(WorkReplicaSet set) => set is { PlacementVerified: true, Total: > 0 } && set.Total == (set.Selected ?? set.Total);

    private static HubException? CannotFinish(WorkReplicaSet set) => set is not { HasProgressRule: false, RolledOut: false, Deleting: false } ? null : new HubException(
        "NoProgressRule", $"The replica set {set} on hub {set.Hub} is never rolled out, however long one waits: {ReplicaSetState.NoProgressRule}.")
    {
        Advice = "Set-OcmWorkReplicaSet with the manifests (-Path) adds rules for the kinds it knows; -ManifestConfig takes others. To wait for no more than that all is applied: -For Applied.",
    };
}
