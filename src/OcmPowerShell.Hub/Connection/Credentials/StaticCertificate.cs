using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A client certificate that never changes.</summary>
internal sealed class StaticCertificate(X509Certificate2 certificate) : ICredentialSource
{
    private readonly RequestCredentials _credentials = new() { Certificate = certificate };

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_credentials);

    public bool Refuse(RequestCredentials refused) => false;
}
