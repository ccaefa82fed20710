using OcmPowerShell.Hub.Manifests;

namespace OcmPowerShell.Hub.Works;

/// <summary>What a work is to hold, whatever cluster it goes to.</summary>
public sealed record WorkContent
{
    /// <summary>The manifests, read and checked.</summary>
    public required ManifestSet Manifests { get; init; }

    /// <summary>Labels of the work itself, not of the resources in it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations of the work itself.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>How it is applied, reported on and deleted; nothing said by default.</summary>
    public WorkOptions Options { get; init; } = WorkOptions.None;
}
