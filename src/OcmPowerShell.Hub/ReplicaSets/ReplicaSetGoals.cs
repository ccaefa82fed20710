using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>What the goals of a replica set mean.</summary>
internal static class ReplicaSetGoals
{
    private const string Advice = "Get-OcmWorkReplicaSet shows how far it is; its works: Get-OcmWork -LabelSelector work.open-cluster-management.io/manifestworkreplicaset=NAMESPACE.NAME. Wait longer with -TimeoutSec.";
    private const string NotTakenUpAdvice = "Is the feature gate ManifestWorkReplicaSet enabled (kubectl get clustermanager cluster-manager -o yaml), and does the hub's work controller run?";

    /// <summary>The goal as a wait understands it.</summary>
    /// <param name="goal">The goal.</param>
    /// <param name="isOutdated">
    /// Whether a state's status is of before a change: OCM's conditions of a replica set do not say which generation they speak of.
    /// </param>
    public static WaitGoal<WorkReplicaSet> ToWaitGoal(this ReplicaSetGoal goal, Func<WorkReplicaSet, bool>? isOutdated = null) => goal switch
    {
        ReplicaSetGoal.Deleted => WaitGoal<WorkReplicaSet>.Gone(ReplicaSetState.Describe) with
        {
            Advice = $"Its controller takes its works away first. {NotTakenUpAdvice} If it never will be, Remove-OcmWorkReplicaSet -RemoveFinalizer removes the replica set alone.",
        },
        ReplicaSetGoal.Applied => Until("applied", set => IsServed(set) && set.Applied >= set.Total, isOutdated),
        ReplicaSetGoal.Available => Until("available", set => IsServed(set) && set.Applied >= set.Total && set.Available >= set.Total, isOutdated),
        _ => Until("rolled out", set => set is { RolledOut: true, PlacementVerified: true }, isOutdated) with { Hopeless = CannotFinish },
    };

    /// <summary>A wait for a condition of any type.</summary>
    /// <param name="type">The condition's type.</param>
    /// <param name="status">What it is to be.</param>
    /// <param name="isOutdated"><inheritdoc cref="ToWaitGoal" path="/param[@name='isOutdated']"/></param>
    public static WaitGoal<WorkReplicaSet> ForCondition(string type, bool status, Func<WorkReplicaSet, bool>? isOutdated = null) =>
        Until($"{type}={status}", set => set.IsTrue(type) == status, isOutdated);

    private static WaitGoal<WorkReplicaSet> Until(string name, Func<WorkReplicaSet, bool> holds, Func<WorkReplicaSet, bool>? isOutdated) =>
        WaitGoal<WorkReplicaSet>.Until(name, set => isOutdated?.Invoke(set) != true && holds(set), ReplicaSetState.Describe) with { Advice = Advice };

    // The newest work is on every selected cluster, and there are such.
    private static bool IsServed(WorkReplicaSet set) => set is { PlacementVerified: true, Total: > 0 } && set.Total == (set.Selected ?? set.Total);

    private static HubException? CannotFinish(WorkReplicaSet set) => set is not { HasProgressRule: false, RolledOut: false, Deleting: false } ? null : new HubException(
        "NoProgressRule", $"The replica set {set} on hub {set.Hub} is never rolled out, however long one waits: {ReplicaSetState.NoProgressRule}.")
    {
        Advice = "Set-OcmWorkReplicaSet with the manifests (-Path) adds rules for the kinds it knows; -ManifestConfig takes others. To wait for no more than that all is applied: -For Applied.",
    };
}
