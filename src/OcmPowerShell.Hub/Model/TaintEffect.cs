namespace OcmPowerShell.Hub.Model;

/// <summary>What a taint of a managed cluster does to placements that do not tolerate it.</summary>
public enum TaintEffect
{
    /// <summary>They do not select the cluster, and give it up where they had.</summary>
    NoSelect,

    /// <summary>They are to prefer others. OCM 1.3 makes no difference yet.</summary>
    PreferNoSelect,

    /// <summary>They do not select the cluster anew; those that had it keep it.</summary>
    NoSelectIfNew,
}
