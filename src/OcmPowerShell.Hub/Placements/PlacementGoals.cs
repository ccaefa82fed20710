using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Hub.Placements;

/// <summary>What the goals of a placement mean.</summary>
internal static class PlacementGoals
{
    private const string Advice = "Test-OcmPlacement tells of each cluster whether it is selected and why. Wait longer with -TimeoutSec.";

    /// <summary>The goal as a wait understands it.</summary>
    public static WaitGoal<Placement> ToWaitGoal(this PlacementGoal goal) => goal switch
    {
        PlacementGoal.Deleted => WaitGoal<Placement>.Gone(Describe),
        PlacementGoal.Decided => WaitGoal<Placement>.Until("decided", IsDecided, Describe) with { Advice = "Does the hub's scheduler run? Wait longer with -TimeoutSec." },
        _ => WaitGoal<Placement>.Until("satisfied", IsSatisfied, Describe) with { Hopeless = Misconfigured, Advice = Advice },
    };

    /// <summary>A placement's state in a line.</summary>
    public static string Describe(Placement placement) => placement switch
    {
        { Deleting: true } => "it is being deleted",
        { Paused: true } => $"the scheduler is told to leave it alone (annotation {PlacementFacts.SchedulingDisabled})",
        { Satisfied: true, Count: { } count } when count != placement.SelectedCount => $"{placement.SelectedCount} clusters selected, {count} wanted now",
        { Reason.Length: 0 } => "the scheduler has not come to it",
        _ => placement.Message.Length == 0 ? placement.Reason : $"{placement.Reason} ({placement.Message.TrimEnd('.')})",
    };

    private static bool IsDecided(Placement placement) =>
        placement.FindCurrent("PlacementSatisfied") is not null || placement.FindCurrent("PlacementMisconfigured") is not null;

    // The scheduler does not say which generation its conditions speak of: a number that is not the one now wanted is of before.
    private static bool IsSatisfied(Placement placement) => placement.Satisfied == true && (placement.Count is null || placement.Count == placement.SelectedCount);

    private static HubException? Misconfigured(Placement placement) => placement.Misconfigured != true ? null : new HubException(
        "PlacementMisconfigured", $"The placement {placement} on hub {placement.Hub} asks for what cannot be, so it is not satisfied however long one waits: {placement.Message.TrimEnd('.')}.")
    {
        Advice = "Mend it with Set-OcmPlacement.",
    };
}
