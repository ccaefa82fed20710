namespace OcmPowerShell.Hub.Diagnosis;

/// <summary>One question about a hub, and its answer.</summary>
public sealed class HubCheck
{
    /// <summary>What was asked: Reachable, Identity, OcmHub, Clock, or a permission.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is as it should be; null where it could not be found out.</summary>
    public required bool? Passed { get; init; }

    /// <summary>What was found, and what to do where that is not good.</summary>
    public required string Message { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {(Passed is { } passed ? passed ? "passed" : "failed" : "unknown")}";
}
