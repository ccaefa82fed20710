namespace OcmPowerShell.Hub.Placements;

/// <summary>A condition that the scheduler sets on a placement.</summary>
/// <param name="Type">PlacementSatisfied or PlacementMisconfigured.</param>
/// <param name="Status">Whether it holds.</param>
/// <param name="Reason">The reason, as OCM spells it.</param>
/// <param name="Message">The message, in OCM's words.</param>
internal sealed record PlacementCondition(string Type, bool Status, string Reason, string Message);
