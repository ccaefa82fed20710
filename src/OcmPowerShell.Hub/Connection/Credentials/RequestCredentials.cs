using System.Net.Http.Headers;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>What one request shows the hub. Holds secrets and has no text form of them.</summary>
internal sealed class RequestCredentials
{
    /// <summary>Nobody's.</summary>
    public static readonly RequestCredentials None = new();

    /// <summary>The <c>Authorization</c> header; null for none.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>The certificate for the TLS handshake; null for none. A new object opens new sockets: sources hand out the same one until it changes.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>What must be struck out of every text that a server sends back.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Credentials of one bearer token.</summary>
    public static RequestCredentials Bearer(string token) => new()
    {
        Authorization = new AuthenticationHeaderValue("Bearer", token),
        Secrets = [token],
    };

    /// <summary>Strikes the secrets out of a text: some proxies repeat what they were sent.</summary>
    public string Redact(string text) => Secrets.Aggregate(text, (redacted, secret) =>
        secret.Length == 0 ? redacted : redacted.Replace(secret, "***", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => nameof(RequestCredentials);
}
