using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>Says how a replica set is, in a word and in a sentence. OCM's own conditions of it have no messages.</summary>
internal static class ReplicaSetState
{
    /// <summary>What is said of one that the hub's controller has not come to.</summary>
    public const string NotTakenUp = "the hub's controller has not taken it up";

    /// <summary>What is said of one of which no manifest tells when it is done.</summary>
    public const string NoProgressRule = "no condition rule tells when a cluster is done (condition Progressing), so that none ever is";

    /// <summary>Status and message of a replica set.</summary>
    public static (WorkReplicaSetStatus Status, string Message) Of(WorkReplicaSet set)
    {
        string? verified = set.FindCurrent("PlacementVerified")?.Reason;
        return set switch
        {
            { Deleting: true } => (WorkReplicaSetStatus.Deleting, set.IsTakenUp ? "waits for the hub's controller to take its works away" : ""),
            _ when set.FindCurrent("ManifestworkApplied") is { Reason: "InvalidManifestWorkName" } invalid => (WorkReplicaSetStatus.Failed, invalid.Message),
            { Conditions.Count: 0 } => (WorkReplicaSetStatus.Pending, NotTakenUp),
            { PlacementVerified: false } when verified == "PlacementDecisionEmpty" => (WorkReplicaSetStatus.NoCluster, "its placements have selected no cluster"),
            { PlacementVerified: false } when verified == "PlacementDecisionNotFound" => (WorkReplicaSetStatus.Failed, $"not all of its placements are there: {string.Join(", ", set.Placements)}"),
            { PlacementVerified: false } => (WorkReplicaSetStatus.Failed, $"the decisions of its placements cannot be used ({verified})"),
            { Degraded: > 0 } => (WorkReplicaSetStatus.Degraded, $"{set.Degraded} of {Clusters(set)} are degraded"),
            { RolledOut: true } => (WorkReplicaSetStatus.RolledOut, set.Available < set.Total ? $"{set.Available} of {set.Total} works are available" : ""),
            _ => (WorkReplicaSetStatus.Progressing, OnItsWay(set)),
        };
    }

    /// <summary>The state in a line, for errors and the progress bar.</summary>
    public static string Describe(WorkReplicaSet set) => set.Message.Length == 0 ? set.Status.ToString() : $"{set.Status} ({set.Message})";

    private static string OnItsWay(WorkReplicaSet set) => set switch
    {
        { RolledOut: null } => "the hub's controller has not come to the change",
        { HasProgressRule: false } => NoProgressRule,
        { Progressing: > 0 } => $"{set.Total} of {Clusters(set)} have the newest work, {set.Progressing} of them are under way",
        _ => $"{set.Total} of {Clusters(set)} have the newest work, and not all are done",
    };

    private static string Clusters(WorkReplicaSet set)
    {
        int count = set.Selected ?? set.Total;
        return count == 1 ? "1 cluster" : $"{count} clusters";
    }
}
