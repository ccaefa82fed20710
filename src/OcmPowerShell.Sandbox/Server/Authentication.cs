using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>What became of a request's credentials.</summary>
/// <param name="Identity">Who asks; anonymous where the credentials were refused.</param>
/// <param name="Refusal">The answer to credentials that do not hold; null where they do, or where there were none.</param>
internal sealed record Authentication(Identity Identity, ApiException? Refusal);
