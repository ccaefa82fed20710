namespace OcmPowerShell.Hub.Model;

/// <summary>A replica set's state in a word.</summary>
public enum WorkReplicaSetStatus
{
    /// <summary>The hub's controller has not come to it.</summary>
    Pending,

    /// <summary>One of its placements is not there, or its name is one that the controller cannot use.</summary>
    Failed,

    /// <summary>Its placements have selected no cluster.</summary>
    NoCluster,

    /// <summary>Some of its works are degraded.</summary>
    Degraded,

    /// <summary>Not all clusters are done.</summary>
    Progressing,

    /// <summary>All clusters are done.</summary>
    RolledOut,

    /// <summary>It is being deleted.</summary>
    Deleting,
}
