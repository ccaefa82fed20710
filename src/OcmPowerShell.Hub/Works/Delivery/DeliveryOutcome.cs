using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>What became of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Action">What was done.</param>
/// <param name="Work">The work as it is now, where that is known.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
internal sealed record DeliveryOutcome(DeliveryStep Step, WorkChangeAction Action, Work? Work = null, HubException? Error = null)
{
    /// <summary>Whether it was not tried, because of one that failed before.</summary>
    public bool Follows { get; init; }

    /// <summary>Why a step failed.</summary>
    public static DeliveryOutcome Failed(DeliveryStep step, HubException error) => new(step, WorkChangeAction.Failed, null, error);
}
