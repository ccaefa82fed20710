namespace OcmPowerShell.Hub.Model;

/// <summary>What keeps a cluster out of a placement: the first thing in the order that the hub asks.</summary>
public enum ExcludedBy
{
    /// <summary>Nothing: the cluster is selected.</summary>
    None,

    /// <summary>None of the cluster sets that the placement may use has it.</summary>
    NotInSet,

    /// <summary>It is being deleted.</summary>
    Deleting,

    /// <summary>No predicate selects it.</summary>
    Predicate,

    /// <summary>It has a taint that the placement does not tolerate.</summary>
    Taint,

    /// <summary>It could be selected, but others rank before it and no more are wanted.</summary>
    Count,

    /// <summary>The placement, or a cluster set that it may use, cannot be read as it is written.</summary>
    Misconfigured,
}
