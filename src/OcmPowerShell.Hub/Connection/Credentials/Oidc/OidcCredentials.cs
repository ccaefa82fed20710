namespace OcmPowerShell.Hub.Connection.Credentials.Oidc;

/// <summary>
/// The token of an OpenID Connect login: the kubeconfig's while it lasts, then new ones from the issuer, once for all who
/// wait. New tokens last as long as the connection: they are not written to the kubeconfig, which belongs to the tool that
/// wrote it. An issuer that takes each refresh token only once therefore asks for a new login the next time.
/// </summary>
internal sealed class OidcCredentials : ICredentialSource
{
    // A token must still be good when the request that shows it arrives.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly OidcConfig _config;
    private readonly TimeProvider _time;
    private readonly SingleFlight<RequestCredentials> _issuer;
    private string? _refreshToken;
    private volatile Token? _last;

    /// <param name="config">The login.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public OidcCredentials(OidcConfig config, TimeProvider? time = null)
    {
        (_config, _time, _refreshToken) = (config, time ?? TimeProvider.System, config.RefreshToken);
        _issuer = new SingleFlight<RequestCredentials>(RenewAsync);
        _last = config.IdToken is { } token && JwtExpiry.Of(token) is { } end ? new Token(RequestCredentials.Bearer(token), end) : null;
    }

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken) =>
        Good() is { } credentials ? ValueTask.FromResult(credentials) : new ValueTask<RequestCredentials>(_issuer.JoinAsync(cancellationToken));

    public bool Refuse(RequestCredentials refused)
    {
        if (_config.RefreshToken is null)
        {
            return false;
        }

        if (_last is { } last && ReferenceEquals(last.Credentials, refused))
        {
            _last = null;
        }

        return true;
    }

    private RequestCredentials? Good() => _last is { } last && _time.GetUtcNow() < last.End - Leeway ? last.Credentials : null;

    private async Task<RequestCredentials> RenewAsync(CancellationToken cancellationToken)
    {
        // Whoever saw none may have come just after the run that brought some.
        if (Good() is { } already)
        {
            return already;
        }

        if (_refreshToken is not { } refreshToken)
        {
            throw _config.Fail(_config.IdToken is null ? "the kubeconfig holds neither an id-token nor a refresh-token." : "it has expired, and the kubeconfig holds no refresh-token.");
        }

        OidcTokens tokens = await new OidcIssuer(_config).RefreshAsync(refreshToken, cancellationToken).ConfigureAwait(false);
        _refreshToken = tokens.RefreshToken ?? refreshToken;
        var token = new Token(RequestCredentials.Bearer(tokens.IdToken), JwtExpiry.Of(tokens.IdToken) ?? DateTimeOffset.MaxValue);
        _last = token;
        return token.Credentials;
    }

    private sealed record Token(RequestCredentials Credentials, DateTimeOffset End);
}
