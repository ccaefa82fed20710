namespace OcmPowerShell.Hub.Works;

/// <summary>What deleting a work leaves on the cluster: <c>spec.deleteOption.propagationPolicy</c>.</summary>
public enum PropagationPolicy
{
    /// <summary>Nothing: the work's resources go with it.</summary>
    Foreground,

    /// <summary>Everything.</summary>
    Orphan,

    /// <summary>What the orphaning rules name.</summary>
    SelectivelyOrphan,
}
