using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox;

/// <summary>What stands when the API and the controllers of a sandbox are put together.</summary>
/// <param name="Options">What the sandbox is to be.</param>
/// <param name="Url">Where it will answer.</param>
/// <param name="Authority">Its certificate authority.</param>
/// <param name="Tokens">The tokens it accepts.</param>
/// <param name="State">What it keeps, and kept from an earlier run.</param>
internal sealed record SandboxFoundation(SandboxOptions Options, Uri Url, CertificateAuthority Authority, TokenTable Tokens, SandboxState State);
