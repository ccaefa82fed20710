namespace OcmPowerShell.Sandbox.Store;

/// <summary>How much past a store remembers.</summary>
internal sealed record ObjectStoreLimits
{
    /// <summary>Changes of each kind that a watch can still start from.</summary>
    public int HistoryPerKind { get; init; } = 4096;

    /// <summary>Bytes of objects that the changes of each kind may keep alive; where changes are large, fewer of them are remembered.</summary>
    public long HistoryBytesPerKind { get; init; } = 64 * 1024 * 1024;

    /// <summary>Snapshots kept for lists whose further pages may be asked for.</summary>
    public int KeptSnapshots { get; init; } = 64;

    /// <summary>How long such a list may take, as long as a real server keeps its versions.</summary>
    public TimeSpan KeepSnapshotsFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of outdated objects that one of them may keep alive before it is forgotten.</summary>
    public long SnapshotBytes { get; init; } = 256 * 1024 * 1024;
}
