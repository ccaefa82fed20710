namespace OcmPowerShell.Hub.Rest;

/// <summary>A request is about to be sent again.</summary>
/// <param name="Failure">Why it was not answered, or how.</param>
/// <param name="Delay">How long it waits first.</param>
/// <param name="Tries">How often it has been sent so far.</param>
internal sealed record RetryNotice(HubException Failure, TimeSpan Delay, int Tries);
