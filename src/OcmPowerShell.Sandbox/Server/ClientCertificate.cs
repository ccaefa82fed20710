namespace OcmPowerShell.Sandbox.Server;

/// <summary>A client certificate and its key, both in PEM, as a kubeconfig embeds them.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">The key, PKCS #8.</param>
internal sealed record ClientCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>Says nothing of the key, which a record would print.</summary>
    public override string ToString() => "client certificate";
}
