using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>How a write is meant.</summary>
/// <param name="FieldManager">The name that owns what is written.</param>
internal sealed record WriteOptions(string FieldManager)
{
    /// <summary>Who writes.</summary>
    public Identity User { get; init; } = Identity.Server;

    /// <summary>Whether everything is checked and nothing stored.</summary>
    public bool DryRun { get; init; }

    /// <summary>What becomes of unknown fields.</summary>
    public FieldValidation Validation { get; init; }

    /// <summary>Whether an apply takes fields from their owners.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the request is for <c>/status</c>.</summary>
    public bool IsStatus { get; init; }

    /// <summary>The part of the object that the request is for; null for all but the status, or for <c>/status</c>.</summary>
    public ObjectPart? Part { get; init; }

    /// <summary>The name below the object that the request is for; empty for the object itself.</summary>
    public string Subresource => IsStatus ? "status" : Part?.Name ?? string.Empty;

    /// <summary>Members that the body gave twice.</summary>
    public List<string> Duplicates { get; } = [];

    /// <summary>What the client is warned of.</summary>
    public List<string> Warnings { get; } = [];
}
