using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Registration;

/// <summary>Lets all registration agents renew their leases from one timer; five hundred of their own would be a waste.</summary>
/// <param name="hub">The hub.</param>
/// <param name="agents">The agents that run now.</param>
/// <param name="interval">How often to ask them; each renews when its own lease asks for it.</param>
/// <param name="time">The clock.</param>
internal sealed class LeaseHeartbeat(
    IResourceClient hub, Func<IEnumerable<RegistrationAgent>> agents, TimeSpan interval, TimeProvider time) : IActor
{
    public string Name => "lease heartbeat";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var agent in hub.Serves(OcmTypes.Lease) ? agents() : [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                agent.RenewLease();
            }

            await Task.Delay(interval, time, cancellationToken);
        }
    }
}
