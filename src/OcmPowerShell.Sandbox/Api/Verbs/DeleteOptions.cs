namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>How a delete is meant.</summary>
internal sealed record DeleteOptions
{
    /// <summary>The uid the object must have; null for any.</summary>
    public string? Uid { get; init; }

    /// <summary>The resourceVersion the object must have; null for any.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What becomes of what it owns; null for what its finalizers or its kind say.</summary>
    public DeletionPropagation? Propagation { get; init; }

    /// <summary>Whether everything is checked and nothing deleted.</summary>
    public bool DryRun { get; init; }
}
