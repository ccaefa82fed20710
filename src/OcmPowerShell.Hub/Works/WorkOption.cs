namespace OcmPowerShell.Hub.Works;

/// <summary>An option that can be taken out of a work.</summary>
public enum WorkOption
{
    /// <summary>What deletion leaves: then nothing, as by default. Orphaning rules go too.</summary>
    PropagationPolicy,

    /// <summary>The orphaning rules.</summary>
    OrphanResource,

    /// <summary>The time that a completed work stays.</summary>
    TtlAfterFinished,

    /// <summary>The update strategy for all manifests.</summary>
    UpdateStrategy,

    /// <summary>The service account.</summary>
    Executor,

    /// <summary>All manifest configs but those that the module makes for feedback and for an update strategy.</summary>
    ManifestConfig,
}
