using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters.Registration;
using OcmPowerShell.Sandbox.ManagedClusters.Workloads;
using OcmPowerShell.Sandbox.ManagedClusters.Works;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>A managed cluster and the actors that run for it: its workloads always, its agents while the hub accepts it.</summary>
internal sealed class ManagedClusterActors : IAsyncDisposable
{
    private readonly Func<IActor, Supervisor> _supervise;
    private readonly Supervisor _supervisedWorkloads;
    private volatile IReadOnlyList<Supervisor> _agents = [];

    public ManagedClusterActors(
        ManagedCluster cluster, WorkloadSimulation workloads, RegistrationAgent registration, WorkAgent work, Func<IActor, Supervisor> supervise)
    {
        _supervise = supervise;
        Cluster = cluster;
        Workloads = workloads;
        Registration = registration;
        Work = work;
        _supervisedWorkloads = supervise(workloads);
    }

    public ManagedCluster Cluster { get; }

    public WorkloadSimulation Workloads { get; }

    public RegistrationAgent Registration { get; }

    public WorkAgent Work { get; }

    /// <summary>Whether the agents run.</summary>
    public bool IsConnected => _agents.Count > 0;

    /// <summary>Starts the agents, unless they run.</summary>
    public void Connect()
    {
        if (!IsConnected)
        {
            _agents = [_supervise(Registration), _supervise(Work)];
        }
    }

    /// <summary>Stops the agents; what they applied goes on running.</summary>
    public async Task DisconnectAsync()
    {
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        // Only now: until the last of them has stopped the cluster counts as connected.
        _agents = [];
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        await _supervisedWorkloads.DisposeAsync();
    }
}
