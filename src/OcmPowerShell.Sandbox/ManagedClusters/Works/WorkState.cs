namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>What an agent remembers of a work between two looks at it. All of it can be lost: the work is then applied again.</summary>
internal sealed class WorkState
{
    /// <summary>Generation that was applied; 0 for none.</summary>
    public long Generation { get; set; }

    /// <summary>What applying gave, or null before the first time.</summary>
    public IReadOnlyList<ManifestResult>? Results { get; set; }

    /// <summary>Objects that were deleted and wait for finalizers.</summary>
    public IReadOnlyList<AppliedResource> Pending { get; set; } = [];

    /// <summary>Failures to apply, one after the other.</summary>
    public int Failures { get; set; }

    /// <summary>When to apply again though nothing changed on the hub.</summary>
    public DateTimeOffset ApplyDue { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>When the status was last written.</summary>
    public DateTimeOffset StatusWritten { get; set; } = DateTimeOffset.MinValue;
}
