namespace OcmPowerShell.Hub.Yaml;

/// <summary>Where an object may hold other objects: of these the readers tell the line each stands on.</summary>
internal static class ItemPaths
{
    /// <summary>A list's items, a ManifestWork's manifests, a ManifestWorkReplicaSet's manifests.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> All { get; } =
    [
        ["items"],
        ["spec", "workload", "manifests"],
        ["spec", "manifestWorkTemplate", "workload", "manifests"],
    ];
}
