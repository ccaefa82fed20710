using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>How a work agent behaves.</summary>
internal sealed record AgentOptions
{
    /// <summary>Hash of the hub's address, the first part of the names of AppliedManifestWorks.</summary>
    public required string HubHash { get; init; }

    /// <summary>Shortest time between two status writes of one work.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an object that somebody changed or deleted on the cluster stays that way (a real agent: 4 to 6 minutes).</summary>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Pause before a work that failed is tried again.</summary>
    public Backoff Retry { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    /// <summary>OCM's feature gate <c>RawFeedbackJsonString</c>.</summary>
    public bool RawFeedback { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
