namespace OcmPowerShell.Sandbox.Server;

/// <summary>Whether something is allowed, and why.</summary>
/// <param name="IsAllowed">Whether it is.</param>
/// <param name="Reason">Why, or what went wrong on the way; empty where there is nothing to say.</param>
internal readonly record struct AuthorizationDecision(bool IsAllowed, string Reason);
