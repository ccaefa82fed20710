namespace OcmPowerShell.Hub.Diagnosis;

/// <summary>What a hub was found to be, and who we are to it.</summary>
public sealed class HubTest
{
    /// <summary>The hub's identity: server and context.</summary>
    public required string Hub { get; init; }

    /// <summary>Whether no check failed.</summary>
    public bool Passed => Checks.All(check => check.Passed != false);

    /// <summary>The user that the hub takes us for; empty where it does not say.</summary>
    public string User { get; init; } = "";

    /// <summary>That user's groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The server's Kubernetes version, as in <c>v1.33.1</c>; empty where it does not say.</summary>
    public string KubernetesVersion { get; init; } = "";

    /// <summary>How far the hub's clock is before ours (negative: behind); to the second; null where it does not say.</summary>
    public TimeSpan? ClockDifference { get; init; }

    /// <summary>All checks, in the order in which they were made.</summary>
    public required IReadOnlyList<HubCheck> Checks { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Hub}: {(Passed ? "passed" : "failed")}";
}
