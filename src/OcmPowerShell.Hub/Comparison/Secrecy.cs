namespace OcmPowerShell.Hub.Comparison;

/// <summary>Where a value stands in a Secret, and so what of it may be shown.</summary>
internal enum Secrecy
{
    /// <summary>In none, or where it keeps nothing.</summary>
    None,

    /// <summary>A Secret's metadata.</summary>
    Metadata,

    /// <summary>A Secret's annotations: kubectl leaves a copy of the whole there.</summary>
    Annotations,

    /// <summary>What the Secret keeps. Never shown.</summary>
    Hidden,
}
