namespace OcmPowerShell.Hub.Model;

/// <summary>One cluster that a placement has selected.</summary>
public sealed class PlacementDecision
{
    /// <summary><c>status.decisions[].clusterName</c>.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>The placement, as in <c>prod/web</c>: namespace and label <c>cluster.open-cluster-management.io/placement</c>.</summary>
    public string Placement { get; set; } = "";

    /// <summary>Label <c>cluster.open-cluster-management.io/decision-group-index</c>: a rollout takes group by group; null when it is no number.</summary>
    public int? GroupIndex { get; set; }

    /// <summary>Label <c>cluster.open-cluster-management.io/decision-group-name</c>; empty for the clusters that no named group takes.</summary>
    public string GroupName { get; set; } = "";

    /// <summary>The PlacementDecision that says so: each has a hundred clusters at most.</summary>
    public string DecisionName { get; set; } = "";

    /// <summary><c>status.decisions[].reason</c>; the scheduler leaves it empty.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The hub it was read from: server and context.</summary>
    public string Hub { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Cluster;
}
