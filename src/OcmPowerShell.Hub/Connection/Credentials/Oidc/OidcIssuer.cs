using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Connection.Credentials.Oidc;

/// <summary>Asks an OpenID Connect issuer for new tokens: finds out where, then shows the refresh token there.</summary>
internal sealed partial class OidcIssuer(OidcConfig config)
{
    private const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>New tokens.</summary>
    /// <exception cref="HubException"><c>OidcRefreshFailed</c>.</exception>
    public async Task<OidcTokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            using HttpClient issuer = ClientOf(config.Issuer);
            (Uri endpoint, bool basic) = await DiscoverAsync(issuer, limit.Token).ConfigureAwait(false);
            using HttpClient tokens = ClientOf(endpoint);
            return await RefreshAsync(tokens, endpoint, basic, refreshToken, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw config.Fail("it did not answer in time.");
        }
        catch (HttpRequestException exception)
        {
            throw config.Fail(Why(exception), exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw config.Fail("its answer is not what an issuer sends.");
        }
    }

    // For one server: a handler of ours dials no other. It follows no redirects: a refresh token goes where the issuer
    // says, and nowhere else.
    private HttpClient ClientOf(Uri server) => new(HubHandler.Create(new HubConfig { Server = server, CertificateAuthorities = config.CertificateAuthorities }, null))
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MostBytes,
    };

    private async Task<(Uri Endpoint, bool Basic)> DiscoverAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var address = new Uri(config.Issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");
        using HttpResponseMessage response = await client.GetAsync(address, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw config.Fail($"it answered {(int)response.StatusCode} to the question for its configuration. Is idp-issuer-url right?");
        }

        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (!Uri.TryCreate(Text(document.RootElement, "token_endpoint"), UriKind.Absolute, out Uri? endpoint)
            || (endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Scheme != config.Issuer.Scheme))
        {
            throw config.Fail("its configuration names no token_endpoint that is as safe as the issuer itself.");
        }

        // What an issuer that names no ways of authentication takes is Basic, says the standard.
        bool basic = !document.RootElement.TryGetProperty("token_endpoint_auth_methods_supported", out JsonElement methods)
            || methods.ValueKind != JsonValueKind.Array
            || methods.EnumerateArray().Any(method => method.ValueKind == JsonValueKind.String && method.ValueEquals("client_secret_basic"));
        return (endpoint, basic && config.ClientSecret is not null);
    }

    private async Task<OidcTokens> RefreshAsync(HttpClient client, Uri endpoint, bool basic, string refreshToken, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(endpoint, basic, refreshToken);
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (basic && response.StatusCode == HttpStatusCode.Unauthorized)
        {
            // It did not know the client, so the refresh token is still good: some take the secret in the form alone.
            return await RefreshAsync(client, endpoint, false, refreshToken, cancellationToken).ConfigureAwait(false);
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw config.Fail($"it answered {(int)response.StatusCode}{ErrorCode(body)}.");
        }

        using JsonDocument document = JsonDocument.Parse(body);
        string? token = Text(document.RootElement, "id_token");
        return token is null ? throw config.Fail("it gave no id_token. Was the scope openid asked for at the login?")
            : !StaticToken.CanBeSent(token) ? throw config.Fail("it gave an id_token that no header can carry.")
            : new OidcTokens(token, Text(document.RootElement, "refresh_token"));
    }

    private HttpRequestMessage Request(Uri endpoint, bool basic, string refreshToken)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken };
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        if (basic)
        {
            string client = $"{Uri.EscapeDataString(config.ClientId)}:{Uri.EscapeDataString(config.ClientSecret!)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(client)));
        }
        else
        {
            form["client_id"] = config.ClientId;
            if (config.ClientSecret is { } secret)
            {
                form["client_secret"] = secret;
            }
        }

        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    // The standard's word for what is wrong, as invalid_grant; never the description, which may repeat what was sent.
    private static string ErrorCode(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Text(document.RootElement, "error") is { } code && KnownCode().IsMatch(code) ? $" ({code})" : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static string? Text(JsonElement parent, string field) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string Why(HttpRequestException exception) => (exception.InnerException as HubException)?.ErrorId switch
    {
        "CertificateError" => "its certificate is not trusted. Check idp-certificate-authority-data.",
        "ProxyError" => "the proxy on the way to it refuses. Check HTTPS_PROXY and NO_PROXY.",
        "HubUnreachable" => "it cannot be reached.",
        _ when exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded => "its answer is too long.",
        _ => "the connection to it broke.",
    };

    [GeneratedRegex("^(invalid_(request|client|grant|scope|token)|unauthorized_client|unsupported_grant_type|access_denied|server_error|temporarily_unavailable|slow_down|interaction_required|login_required)$", RegexOptions.CultureInvariant)]
    private static partial Regex KnownCode();
}
