namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A client certificate that never changes, as embedded in a kubeconfig.</summary>
/// <param name="certificate">The certificate.</param>
/// <param name="owner">Whose it is, as in "the user 'admin' in …"; null never to ask whether it has expired: something else beside it may let the request in.</param>
internal sealed class StaticCertificate(ClientCertificate certificate, string? owner = null) : ICredentialSource
{
    private readonly RequestCredentials _credentials = new() { Certificate = certificate };

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (owner is not null)
        {
            certificate.ThrowIfExpired(owner, DateTimeOffset.UtcNow);
        }

        return ValueTask.FromResult(_credentials);
    }

    public bool Refuse(RequestCredentials refused) => false;
}
