using OcmPowerShell.Hub.Manifests;

namespace OcmPowerShell.Hub.Works;

/// <summary>What is to change of a work that exists. What is not named stays.</summary>
public sealed record WorkEdit
{
    /// <summary>The manifests in place of those that it has; null leaves them.</summary>
    public ManifestSet? Manifests { get; init; }

    /// <summary>Labels of the work; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = new Dictionary<string, string?>();

    /// <summary>Annotations of the work; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Annotations { get; init; } = new Dictionary<string, string?>();

    /// <summary>How it is applied, reported on and deleted.</summary>
    public WorkOptions Options { get; init; } = WorkOptions.None;

    /// <summary>The change that brings a work to a content.</summary>
    internal static WorkEdit To(WorkContent content) => new()
    {
        Manifests = content.Manifests,
        Labels = content.Labels.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
        Annotations = content.Annotations.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
        Options = content.Options,
    };
}
