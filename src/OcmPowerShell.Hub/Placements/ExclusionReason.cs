namespace OcmPowerShell.Hub.Placements;

/// <summary>What kept a cluster from being a candidate, in the order it is asked.</summary>
internal enum ExclusionReason
{
    /// <summary>It is in none of the placement's cluster sets.</summary>
    ClusterSet,

    /// <summary>It is being deleted.</summary>
    Deleting,

    /// <summary>No predicate selects it.</summary>
    Predicate,

    /// <summary>It has a taint that the placement does not tolerate.</summary>
    Taint,
}
