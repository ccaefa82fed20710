namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>An actor met something it did not expect. The process goes on, and so does the actor after a pause.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Subject">The object it was at, or null where the whole actor failed.</param>
/// <param name="Error">What happened.</param>
/// <param name="RetryAfter">When it tries again.</param>
internal sealed record ActorFault(string Actor, string? Subject, Exception Error, TimeSpan RetryAfter);
