using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Credentials.Oidc;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>OpenID Connect logins, renewed at an issuer over real sockets.</summary>
public sealed class OidcTests : IDisposable
{
    private const string RefreshToken = "r3fresh-4711";
    private const string ClientSecret = "cli3nt-s3cret";

    private readonly UserFile _file = new();
    private readonly TestAuthority _authority = new();
    private readonly TestClock _clock = new();
    private readonly List<(string Head, string Body)> _asked = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_token_that_lasts_is_shown_and_nobody_asked()
    {
        await using RawServer issuer = Issuer(Jwt("new"));
        string token = Jwt("old", TimeSpan.FromHours(1));

        Assert.Equal(token, await Source(issuer, token).TokenAsync());
        Assert.Empty(issuer.Requests);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(5)]
    public async Task A_token_that_has_ended_or_is_about_to_is_renewed(int seconds)
    {
        string renewed = Jwt("new", TimeSpan.FromHours(1));
        await using RawServer issuer = Issuer(renewed);
        OidcCredentials source = Source(issuer, Jwt("old", TimeSpan.FromSeconds(seconds)));

        Assert.Equal(renewed, await source.TokenAsync());
        Assert.Equal(renewed, await source.TokenAsync());

        Assert.Equal(["GET /realm/.well-known/openid-configuration", "POST /realm/token?x=1"], issuer.Requests);
        (string head, string body) = _asked[^1];
        Assert.Equal("client_id=kube&client_secret=cli3nt-s3cret&grant_type=refresh_token&refresh_token=r3fresh-4711", string.Join('&', body.Split('&').Order()));
        Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_tokens_may_come_from_another_server_than_the_issuer()
    {
        string renewed = Jwt("new");
        await using var tokens = new RawServer(exchange => exchange.AnswerAsync($$"""{"id_token":"{{renewed}}"}"""), _authority.Issue("127.0.0.1"));
        await using var issuer = new RawServer(exchange => exchange.AnswerAsync($$"""{"token_endpoint":"{{tokens.Url}}token"}"""), _authority.Issue("127.0.0.1"));

        Assert.Equal(renewed, await Source(issuer).TokenAsync());

        Assert.Equal(["GET /realm/.well-known/openid-configuration"], issuer.Requests);
        Assert.Equal(["POST /token"], tokens.Requests);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var issuer = new RawServer(exchange => exchange.AnswerAsync(new string(' ', 2_000_000)), _authority.Issue("127.0.0.1"));

        Assert.Contains("too long", (await FailAsync(Source(issuer))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_goes_into_the_header_where_the_issuer_takes_it_there_alone()
    {
        await using RawServer issuer = Issuer(Jwt("new"), methods: ",\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\"]");

        await Source(issuer).TokenAsync();

        (string head, string body) = _asked[^1];
        Assert.Contains($"Authorization: Basic {Base64($"kube:{ClientSecret}")}\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("client_secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_that_names_no_way_and_refuses_the_header_gets_the_form()
    {
        await using RawServer issuer = Issuer(Jwt("new"), methods: "", refuseBasic: true);

        Assert.NotNull(await Source(issuer).TokenAsync());

        Assert.Equal(3, issuer.Requests.Count);
        Assert.Contains("client_secret=cli3nt-s3cret", _asked[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_refresh_token_is_used_the_next_time()
    {
        await using RawServer issuer = Issuer(Jwt("new", TimeSpan.FromMinutes(5)), refreshToken: "n3xt");
        OidcCredentials source = Source(issuer);
        await source.TokenAsync();

        _clock.Pass(TimeSpan.FromMinutes(6));
        await source.TokenAsync();

        Assert.Contains($"refresh_token={RefreshToken}", _asked[1].Body, StringComparison.Ordinal);
        Assert.Contains("refresh_token=n3xt", _asked[3].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_at_a_time_ask_once_and_a_refused_token_is_renewed_once()
    {
        await using RawServer issuer = Issuer(Jwt("new", TimeSpan.FromHours(1)));
        OidcCredentials source = Source(issuer);
        RequestCredentials[] shown = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => source.GetAsync(Cancel).AsTask(), Cancel)));
        Assert.Equal(2, issuer.Requests.Count);

        await Task.WhenAll(shown.Select(credentials => Task.Run(
            async () =>
            {
                Assert.True(source.Refuse(credentials));
                await source.GetAsync(Cancel);
            },
            Cancel)));

        Assert.Equal(4, issuer.Requests.Count);
        Assert.True(source.Refuse(shown[0]));
        await source.GetAsync(Cancel);
        Assert.Equal(4, issuer.Requests.Count);
    }

    [Fact]
    public async Task The_kubeconfigs_authority_is_the_only_one_that_is_trusted()
    {
        using var stranger = new TestAuthority();
        await using RawServer issuer = Issuer(Jwt("new"));

        foreach (string? authority in new[] { stranger.Pem, null })
        {
            HubException error = await FailAsync(Source(issuer, authority: authority));
            Assert.Contains("not trusted", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(issuer.Requests);
    }

    [Theory]
    [InlineData(404, "{}", "404")]
    [InlineData(302, "", "302")]
    [InlineData(200, "<html>", "not what an issuer sends")]
    [InlineData(200, "[]", "token_endpoint")]
    [InlineData(200, "{}", "token_endpoint")]
    [InlineData(200, "{\"token_endpoint\":5}", "token_endpoint")]
    [InlineData(200, "{\"token_endpoint\":\"http://127.0.0.1:1/\"}", "as safe as")]
    [InlineData(200, "{\"token_endpoint\":\"https://127.0.0.1:1/\"}", "cannot be reached")]
    public async Task An_issuer_that_says_nothing_useful_is_told(int status, string configuration, string said)
    {
        await using var issuer = new RawServer(exchange => exchange.AnswerAsync(configuration, status, headers: "Location: https://127.0.0.1:1/\r\n"), _authority.Issue("127.0.0.1"));

        Assert.Contains(said, (await FailAsync(Source(issuer))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "{\"error\":\"invalid_grant\",\"error_description\":\"r3fresh-4711 is over\"}", "400 (invalid_grant)")]
    [InlineData(400, "{\"error\":\"r3fresh-4711\"}", "400.")]
    [InlineData(500, "r3fresh-4711", "500.")]
    [InlineData(200, "{\"access_token\":\"r3fresh-4711\"}", "no id_token")]
    [InlineData(200, "{\"id_token\":\"r3fresh-4711\\n\"}", "no header")]
    [InlineData(200, "{\"id_token\":", "not what an issuer sends")]
    public async Task A_login_that_is_over_is_told_with_the_way_out_and_no_secret(int status, string answer, string said)
    {
        await using RawServer issuer = Issuer(answer, status: status);

        Assert.Contains(said, (await FailAsync(Source(issuer))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_refresh_token_there_is_nothing_to_ask_with()
    {
        await using RawServer issuer = Issuer(Jwt("new"));
        OidcCredentials source = Source(issuer, Jwt("old", TimeSpan.FromMinutes(1)), refreshToken: null);
        RequestCredentials good = await source.GetAsync(Cancel);

        Assert.False(source.Refuse(good));
        _clock.Pass(TimeSpan.FromMinutes(2));

        Assert.Contains("no refresh-token", (await FailAsync(source)).Message, StringComparison.Ordinal);
        Assert.Empty(issuer.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("a.!!!.c")]
    [InlineData("a.W10.c")]
    [InlineData("a.eyJleHAiOiJ4In0.c")]
    public void What_is_no_token_has_no_end(string token) => Assert.Null(JwtExpiry.Of(token));

    [Fact]
    public void An_end_in_fractions_or_beyond_all_times_is_read_or_ignored()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1.5), JwtExpiry.Of(Token("{\"exp\":1.5}")));
        Assert.Null(JwtExpiry.Of(Token("{\"exp\":1e300}")));
    }

    private static async Task<HubException> FailAsync(OidcCredentials source)
    {
        HubException error = await Assert.ThrowsAsync<HubException>(() => source.GetAsync(Cancel).AsTask().SoonAsync());
        Assert.Equal("OidcRefreshFailed", error.ErrorId);
        Assert.Contains("https://127.0.0.1:", error.Message, StringComparison.Ordinal);
        Assert.Contains("the user 'admin'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Log in again", error.Message, StringComparison.Ordinal);
        Assert.All([RefreshToken, ClientSecret, Base64($"kube:{ClientSecret}")], secret => Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal));
        return error;
    }

    private RawServer Issuer(string answer, string methods = ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]", string? refreshToken = null, int status = 200, bool refuseBasic = false)
    {
        string tokens = answer.Contains('{') || status != 200 ? answer
            : $$"""{"id_token":"{{answer}}"{{(refreshToken is null ? "" : $",\"refresh_token\":\"{refreshToken}\"")}}}""";
        RawServer? issuer = null;
        issuer = new RawServer(
            exchange =>
            {
                lock (_asked)
                {
                    _asked.Add((exchange.Head, exchange.Body));
                }

                return exchange.Method == "GET"
                    ? exchange.AnswerAsync($$"""{"issuer":"x","token_endpoint":"{{issuer!.Url}}realm/token?x=1"{{methods}}}""")
                    : refuseBasic && exchange.Head.Contains("Authorization: Basic", StringComparison.Ordinal) ? exchange.AnswerAsync("""{"error":"invalid_client"}""", 401)
                    : exchange.AnswerAsync(tokens, status);
            },
            _authority.Issue("127.0.0.1"));
        return issuer;
    }

    private OidcCredentials Source(RawServer issuer, string? idToken = null, string? refreshToken = RefreshToken, string? authority = "own") => new(
        new OidcConfig
        {
            Issuer = new Uri(issuer.Url, "realm/"),
            ClientId = "kube",
            ClientSecret = ClientSecret,
            IdToken = idToken,
            RefreshToken = refreshToken,
            CertificateAuthorities = authority switch
            {
                null => null,
                "own" => _authority.Trust,
                _ => [System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(authority)],
            },
            Owner = "the user 'admin' in config",
        },
        _clock);

    [Fact]
    public async Task The_tokens_may_come_from_another_server_than_the_issuers()
    {
        string renewed = Jwt("new");
        await using RawServer tokens = Issuer(renewed);
        await using var issuer = new RawServer(
            exchange => exchange.AnswerAsync($$"""{"token_endpoint":"{{tokens.Url}}oauth2/token"}"""), _authority.Issue("127.0.0.1"));

        Assert.Equal(renewed, await Source(issuer).TokenAsync());

        Assert.Equal(["GET /realm/.well-known/openid-configuration"], issuer.Requests);
        Assert.Equal(["POST /oauth2/token"], tokens.Requests);
    }

    [Fact]
    public async Task A_kubeconfig_says_all_of_it()
    {
        string renewed = Jwt("new");
        await using RawServer issuer = Issuer(renewed);
        _file.Write("ca.pem", _authority.Pem);

        HubConfig hub = _file.Resolve($"auth-provider: {{name: oidc, config: {{idp-issuer-url: \"{issuer.Url}realm\", client-id: kube, client-secret: {ClientSecret}, refresh-token: {RefreshToken}, idp-certificate-authority: ca.pem}}}}");

        Assert.Equal(renewed, await hub.Credentials!.TokenAsync());
        Assert.Contains($"refresh_token={RefreshToken}", _asked[^1].Body, StringComparison.Ordinal);
    }

    private string Jwt(string subject, TimeSpan? lasts = null) =>
        Token($$"""{"sub":"{{subject}}","exp":{{(_clock.GetUtcNow() + (lasts ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds()}}}""");

    private static string Token(string claims) => $"e30.{Base64(claims).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2ln";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
