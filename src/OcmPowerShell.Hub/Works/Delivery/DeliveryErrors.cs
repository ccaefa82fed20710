using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>What keeps a delivery from doing what was asked, and what to do about it.</summary>
internal static class DeliveryErrors
{
    private const int MostNames = 10;

    public static HubException ManagedByOther(ExistingWork work, WorkOwner owner) => new(
        "ManagedByOther",
        $"The work {work} on hub {work.Hub} was left as it is: {Keeper(work.ManagedBy, work.Owner)}, and the delivery is for {owner.Noun}.")
    {
        Advice = owner.IsNone || !Ownership.IsOurs(work.ManagedBy)
            ? "-IncludeManaged changes it all the same, though never one of the klusterlet."
            : $"To hand it over, label it so: Get-OcmWork {work.Name} {work.Cluster} | Set-OcmWork -Label @{{ '{owner.LabelKey}' = '{owner.Value}' }}. -IncludeManaged changes it without that.",
    };

    public static HubException Deleting(string work, string hub) => new(
        "WorkDeleting", $"The work {work} on hub {hub} is being deleted and cannot be changed. Run the command again when it is gone; Wait-OcmWork -For Deleted waits for that.");

    public static HubException TooManyRemovals(DeliveryRequest request, IReadOnlyList<string> leaving, int having) => new(
        "TooManyRemovals",
        $"{leaving.Count} of the {having} clusters that have the work '{request.Work}' of {request.Owner.Noun} would lose it, and -MaxRemove {request.MaxRemove} lets {request.MaxRemove.Of(having)} go: {Names(leaving)}. Nothing was removed, and it was brought to no new cluster; only works of clusters that stay were updated.")
    {
        Advice = $"Look whether {request.Owner.Noun} selects what it should. If so, run the command again with -MaxRemove {leaving.Count}; with -NoPrune it removes nothing and brings the work to the new clusters.",
    };

    public static HubException NoClusterSelected(WorkOwner owner, HubConnection hub, string why) => new(
        "NoClusterSelected", $"{Capital(owner.Noun)} on hub {hub} has selected no cluster{(why.Length > 0 ? $": {why.TrimEnd('.')}" : "")}. Nothing was changed.")
    {
        Advice = owner.ManagedBy == ManagedBy.Placement
            ? $"Test-OcmPlacement {owner.Name} tells why. If no cluster is to have the work any more, Sync-OcmWork -AllowEmpty -MaxRemove 100% takes it away everywhere."
            : $"Get-OcmClusterSet {owner.Name} shows what is in it. If no cluster is to have the work any more, Sync-OcmWork -AllowEmpty -MaxRemove 100% takes it away everywhere.",
    };

    public static HubException NotCurrent(WorkOwner owner, HubConnection hub, string why) => new(
        "PlacementNotCurrent",
        $"What {owner.Noun} on hub {hub} has selected is not certain: {why}. Clusters that it seems to have given up keep their works, and it was brought to no new cluster.")
    {
        Advice = "Run the command again when the scheduler has come to it. With -NoPrune nothing is removed, and this does not matter.",
    };

    public static HubException Misconfigured(Placement placement, HubConnection hub) => new(
        "PlacementMisconfigured", $"The placement '{placement}' on hub {hub} asks for what cannot be: {placement.Message.TrimEnd('.')}. Nothing was changed. Set-OcmPlacement corrects it.");

    public static HubException OwnerDeleting(WorkOwner owner, HubConnection hub) => new(
        $"{owner.ManagedBy}Deleting", $"{Capital(owner.Noun)} on hub {hub} is being deleted. Nothing was changed.");

    public static HubException NothingArrived(DeliveryRequest request, int failed) => new(
        "RemovalsHeldBack",
        $"The work '{request.Work}' of {request.Owner.Noun} could be brought to none of the {failed} new clusters, so the clusters that are to lose it keep it for now. Run the command again when what failed is mended.");

    public static HubException NoClusterSetMembers(string set, HubConnection hub, string problem) => new(
        "NoClusterSelected", $"Which clusters are in the cluster set '{set}' on hub {hub} is not known: {problem}. Nothing was changed.");

    public static HubException NotAllSeen(ApiStatusException refusal, string work, WorkOwner owner) => new(
        "Forbidden",
        $"Which clusters have the work '{work}' of {owner.Noun} cannot be seen, because the hub {refusal.Hub} does not allow to list works in all namespaces; so nobody can say which are to lose it. Nothing was changed. With -NoPrune the clusters are looked at one by one, and nothing is removed.",
        refusal);

    public static HubException PartsNotApplied(string work, ObjectKey part, HubConnection hub, string state) => new(
        "PartsNotApplied",
        $"The manifests of '{work}' move from one work to another, and the agent of cluster '{part.Namespace}' on hub {hub} has not applied '{part.Name}' in time{(state.Length > 0 ? $" ({state})" : "")}. The other parts were left as they are, so that nothing is deleted on the cluster. Run the command again later.");

    /// <summary>Who keeps a work, as the beginning of a sentence.</summary>
    public static string Keeper(ManagedBy keeper, string name) => keeper switch
    {
        ManagedBy.User => "a person or a script made it, without a label that names an owner",
        ManagedBy.Placement => $"it belongs to the placement '{name}'",
        ManagedBy.ClusterSet => $"it belongs to the cluster set '{name}'",
        ManagedBy.ReplicaSet => $"it belongs to the replica set '{name}', which undoes what is changed by hand",
        ManagedBy.AddOn => $"it belongs to the add-on '{name}', which undoes what is changed by hand",
        _ => "it belongs to the klusterlet, the cluster's own agent",
    };

    /// <summary>The first names of many.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count <= MostNames ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
