namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>How a delete is meant.</summary>
internal sealed record DeleteOptions
{
    /// <summary>The uid the object must have; null for any.</summary>
    public string? Uid { get; init; }

    /// <summary>The resourceVersion the object must have; null for any.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Whether everything is checked and nothing deleted.</summary>
    public bool DryRun { get; init; }
}
