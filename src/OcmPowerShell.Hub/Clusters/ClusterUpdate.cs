namespace OcmPowerShell.Hub.Clusters;

/// <summary>What is to be so of a managed cluster. What is not named stays as it is.</summary>
public sealed record ClusterUpdate
{
    /// <summary>Labels; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = new Dictionary<string, string?>();

    /// <summary>Annotations; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Annotations { get; init; } = new Dictionary<string, string?>();

    /// <summary>The cluster set to belong to; null for the one that it is in.</summary>
    public string? ClusterSet { get; init; }

    /// <summary><c>spec.leaseDurationSeconds</c>; null leaves it.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>Whether to let the cluster in: <c>spec.hubAcceptsClient</c>. False leaves it; this never shuts one out.</summary>
    public bool Accepted { get; init; }

    /// <summary>Whether nothing is named.</summary>
    public bool IsEmpty => Labels.Count == 0 && Annotations.Count == 0 && ClusterSet is null && LeaseDurationSeconds is null && !Accepted;
}
