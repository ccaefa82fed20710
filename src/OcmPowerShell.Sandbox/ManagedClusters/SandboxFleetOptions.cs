using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>How the hub's controllers and the simulated clusters behave.</summary>
internal sealed record SandboxFleetOptions
{
    /// <summary>The hub's address; its hash is part of the names of AppliedManifestWorks.</summary>
    public string HubServer { get; init; } = "https://127.0.0.1:6443";

    /// <summary>What a cluster reports of itself, by its name.</summary>
    public Func<string, ManagedClusterProfile> ProfileOf { get; init; } = _ => new ManagedClusterProfile();

    /// <summary>Whether an accepted cluster has what its agents need to connect, by its name.</summary>
    public Func<string, bool> MayConnect { get; init; } = _ => true;

    /// <summary>Ends the API server of a cluster that is gone, by its name; nobody works there any more.</summary>
    public Action<string> LetGo { get; init; } = _ => { };

    /// <summary>Where a cluster's own API server is, by the cluster's name.</summary>
    public Func<string, ClusterAddress> AddressOf { get; init; } = name => new ClusterAddress($"https://{name}.sandbox.invalid:6443", null);

    /// <summary>Shortest time between two status writes of one work.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an object that somebody changed or deleted on a cluster stays that way.</summary>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often leases are looked at; each is renewed when its ManagedCluster asks for it.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before something that failed is tried again.</summary>
    public Backoff Retry { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    /// <summary>OCM's feature gate <c>RawFeedbackJsonString</c>.</summary>
    public bool RawFeedback { get; init; }

    /// <summary>Whether the ClusterManager that a new hub gets has the feature gate <c>ManifestWorkReplicaSet</c> on: without it nobody acts on such sets.</summary>
    public bool ManifestWorkReplicaSets { get; init; } = true;

    /// <summary>Whether the namespace of a deleted cluster is kept, as OCM 1.3 does.</summary>
    public bool KeepsClusterNamespace { get; init; }

    /// <summary>Told of everything unexpected that an actor met; called from any thread.</summary>
    public Action<ActorFault> Report { get; init; } = _ => { };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
