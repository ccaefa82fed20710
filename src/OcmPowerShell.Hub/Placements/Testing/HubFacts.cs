namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>What is on the hub, as the scheduler sees it for one placement.</summary>
/// <param name="Snapshot">All the scheduler looks at.</param>
/// <param name="Warning">What could not be read and may make a difference; null when nothing.</param>
internal sealed record HubFacts(SchedulingSnapshot Snapshot, string? Warning);
