namespace OcmPowerShell.Hub.Model;

/// <summary>Who keeps a work. Changing one that a controller keeps is undone by it, or breaks the cluster's add-ons.</summary>
public enum ManagedBy
{
    /// <summary>A person or a script, by name.</summary>
    User,

    /// <summary>This module, for a placement.</summary>
    Placement,

    /// <summary>This module, for a cluster set.</summary>
    ClusterSet,

    /// <summary>A ManifestWorkReplicaSet.</summary>
    ReplicaSet,

    /// <summary>An add-on.</summary>
    AddOn,

    /// <summary>The klusterlet, OCM's own agent on the cluster.</summary>
    Klusterlet,
}
