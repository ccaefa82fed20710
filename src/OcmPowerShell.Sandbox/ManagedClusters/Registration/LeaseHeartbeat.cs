using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Registration;

/// <summary>Lets all registration agents renew their leases from one timer; five hundred of their own would be a waste.</summary>
/// <param name="hub">The hub.</param>
/// <param name="agents">The agents that run now.</param>
/// <param name="interval">How often to ask them; each renews when its own lease asks for it.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class LeaseHeartbeat(
    IResourceClient hub, Func<IEnumerable<RegistrationAgent>> agents, TimeSpan interval, TimeProvider time, Action<ActorFault> report) : IActor
{
    public string Name => "lease heartbeat";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var agent in hub.Serves(KubernetesTypes.Lease) ? agents() : [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                Renew(agent);
            }

            await Task.Delay(interval, time, cancellationToken);
        }
    }

    private void Renew(RegistrationAgent agent)
    {
#pragma warning disable CA1031 // One lease that cannot be renewed must not let those after it expire.
        try
        {
            agent.RenewLease();
        }
        catch (Exception error)
        {
            report(new ActorFault(agent.Name, null, error, interval));
        }
#pragma warning restore CA1031
    }
}
