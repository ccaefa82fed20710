namespace OcmPowerShell.Hub.Model;

/// <summary>How a work on the hub differs from what it is compared with.</summary>
public enum DifferenceKind
{
    /// <summary>A manifest or field is only in the files, or only in the reference: the hub lacks it.</summary>
    Added,

    /// <summary>A manifest or field is only on the hub: the files, or the reference, lack it.</summary>
    Removed,

    /// <summary>A field is in both, with another value.</summary>
    Changed,

    /// <summary>The cluster has no such work, or one that is being deleted.</summary>
    Missing,

    /// <summary>The work is there, made for a placement or cluster set that has the cluster no more.</summary>
    Surplus,

    /// <summary>The work is as it should be. Only told when asked for.</summary>
    Equal,
}
