namespace OcmPowerShell.Sandbox;

/// <summary>What makes clients take a sandbox for the one they knew.</summary>
/// <param name="Port">The port that its kubeconfigs name.</param>
/// <param name="Token">The admin's token.</param>
/// <param name="Certificate">The authority's certificate, in PEM.</param>
/// <param name="Key">The authority's key, in PEM.</param>
internal sealed record SandboxIdentity(int Port, string Token, string Certificate, string Key)
{
    /// <summary>Tells no secret.</summary>
    public override string ToString() => FormattableString.Invariant($"port {Port}");
}
