using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>What the goals of a managed cluster mean.</summary>
internal static class ClusterGoals
{
    /// <summary>The goal as a wait understands it. A cluster that is not there may join yet.</summary>
    public static WaitGoal<Cluster> ToWaitGoal(this ClusterGoal goal) => goal switch
    {
        ClusterGoal.Deleted => WaitGoal<Cluster>.Gone(Describe) with { Advice = "Get-OcmWork shows the works that are still in the cluster. Wait longer with -TimeoutSec." },
        ClusterGoal.Accepted => Until("accepted", cluster => cluster.Accepted),
        ClusterGoal.Joined => Until("joined", cluster => cluster is { Accepted: true, Joined: true }),
        _ => Until("available", cluster => cluster.Status == ClusterStatus.Available),
    };

    /// <summary>A cluster's state in a line.</summary>
    public static string Describe(Cluster cluster)
    {
        string why = cluster switch
        {
            { Deleting: true } => Message(cluster, "Deleting", "it is being deleted"),
            { Status: ClusterStatus.NotAccepted } => "no admin has let it in",
            { Status: ClusterStatus.NotJoined } => "it has been let in but has not come",
            { Status: ClusterStatus.Available } => "",
            _ => Message(cluster, "ManagedClusterConditionAvailable", "it has not reported"),
        };
        return why.Length == 0 ? cluster.Status.ToString() : $"{cluster.Status} ({why})";
    }

    private static WaitGoal<Cluster> Until(string name, Func<Cluster, bool> holds) => WaitGoal<Cluster>.Until(name, holds, Describe) with
    {
        MayCome = true,
        Advice = "Get-OcmCluster shows how it is. A cluster that asks to join is let in with Approve-OcmCluster. Wait longer with -TimeoutSec.",
    };

    private static string Message(Cluster cluster, string type, string otherwise) => cluster.FindCurrent(type)?.Message is { Length: > 0 } message ? message.TrimEnd('.') : otherwise;
}
