using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Credentials.Exec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>What a kubeconfig's user entry comes to: which credentials win, and what is wrong with it.</summary>
public sealed class UserReaderTests : IDisposable
{
    private const string Exec = "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: never-run-4711";
    private const string Oidc = "auth-provider: {name: oidc, config: {idp-issuer-url: \"https://issuer.example\", client-id: c}}";

    private readonly UserFile _file = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_user_without_credentials_is_anonymous() => Assert.Null(_file.Resolve("").Credentials);

    [Theory]
    [InlineData("token: t, tokenFile: missing", "Bearer t")]
    [InlineData("token: t, exec: {" + Exec + "}", "Bearer t")]
    [InlineData("token: t, " + Oidc, "Bearer t")]
    [InlineData("username: alice, password: pass", "Basic YWxpY2U6cGFzcw==")]
    [InlineData("username: alice", "Basic YWxpY2U6")]
    [InlineData("username: alice, password: \"\"", "Basic YWxpY2U6")]
    [InlineData("username: älice, password: \"a:b\"", "Basic w6RsaWNlOmE6Yg==")]
    [InlineData("username: alice, password: pass, exec: {" + Exec + "}", "Basic YWxpY2U6cGFzcw==")]
    public async Task What_is_written_down_wins_over_what_would_fetch_it(string user, string header) =>
        Assert.Equal(header, (await _file.Resolve(user).Credentials!.GetAsync(Cancel)).Authorization!.ToString());

    [Fact]
    public async Task A_token_file_wins_over_a_plugin()
    {
        _file.Write("token", "from-file\n");

        Assert.Equal("from-file", await _file.Resolve($"tokenFile: token, exec: {{{Exec}}}").Credentials!.TokenAsync());
    }

    [Fact]
    public async Task A_plugin_is_not_run_where_a_client_certificate_is_there()
    {
        using var authority = new ClientAuthority();
        (string certificate, string key) = authority.Issue("alice");

        RequestCredentials credentials = await _file.Resolve(
            $"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}, exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: no-such-plugin}}")
            .Credentials!.GetAsync(Cancel);

        Assert.Equal("CN=alice", credentials.Certificate!.Leaf.Subject);
        Assert.Null(credentials.Authorization);
    }

    [Theory]
    [InlineData("exec: {}", "exec")]
    [InlineData("auth-provider: {}", "auth-provider")]
    public void An_entry_that_forgets_what_it_asks_for_is_not_taken_for_anonymous(string user, string said)
    {
        HubException error = Assert.Throws<HubException>(() => _file.Resolve(user));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token: sup3r, username: alice", "both a token and a user name")]
    [InlineData("tokenFile: sup3r, password: sup3r, username: alice", "both a token and a user name")]
    [InlineData("password: sup3r", "no username")]
    [InlineData("username: \"a:b\", password: sup3r", "colon")]
    [InlineData("exec: {" + Exec + "}, " + Oidc, "both a credential plugin")]
    [InlineData("client-certificate-data: QQ==", "only one of")]
    [InlineData("client-key: sup3r", "only one of")]
    [InlineData("as-groups: [a]", "without as")]
    [InlineData("as-uid: u", "without as")]
    [InlineData("as-user-extra: {a: [b]}", "without as")]
    [InlineData("as: jane, as-groups: a", "'as-groups'")]
    [InlineData("as: jane, as-groups: [5]", "'as-groups'")]
    [InlineData("as: jane, as-user-extra: [a]", "'as-user-extra'")]
    [InlineData("as: jane, as-user-extra: {scopes: a}", "'scopes'")]
    [InlineData("exec: [a]", "map of fields")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", "command")]
    [InlineData("exec: {command: a}", "apiVersion")]
    [InlineData("exec: {command: a, apiVersion: client.authentication.k8s.io/v1}", "Never, IfAvailable or Always")]
    [InlineData("exec: {command: a, apiVersion: client.authentication.k8s.io/v1, interactiveMode: never}", "Never, IfAvailable and Always")]
    [InlineData("exec: {" + Exec + ", args: sup3r}", "'args'")]
    [InlineData("exec: {" + Exec + ", args: [[sup3r]]}", "'args'")]
    [InlineData("exec: {" + Exec + ", args: [\"sup3r\\0\"]}", "null character")]
    [InlineData("exec: {" + Exec + ", env: {A: sup3r}}", "'env'")]
    [InlineData("exec: {" + Exec + ", env: [{value: sup3r}]}", "without a name")]
    [InlineData("exec: {" + Exec + ", env: [{name: \"A=B\", value: sup3r}]}", "name that none can have")]
    [InlineData("exec: {" + Exec + ", env: [{name: A, value: \"sup3r\\0\"}]}", "null character")]
    [InlineData("exec: {" + Exec + ", env: [sup3r]}", "without a name")]
    [InlineData("token: t, exec: {command: a}", "apiVersion")]
    [InlineData("auth-provider: {config: {}}", "no name")]
    [InlineData("auth-provider: {name: oidc}", "idp-issuer-url")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: \"https://a\"}}", "client-id")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: \"https://a:sup3r@b\", client-id: c}}", "idp-issuer-url")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: \"ldap://a\", client-id: c}}", "idp-issuer-url")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: \"https://a\", client-id: c, idp-certificate-authority-data: QQ==}}", "no PEM certificate")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: \"https://a\", client-id: c, id-token: \"sup3r\\nx\"}}", "id-token")]
    public void What_is_wrong_is_said_with_the_place_and_no_secret(string user, string said)
    {
        HubException error = Assert.Throws<HubException>(() => _file.Resolve(user));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("admin", error.Message, StringComparison.Ordinal);
        Assert.Contains(_file.Root, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sup3r", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec: {command: a, apiVersion: client.authentication.k8s.io/v1alpha1}", "client.authentication.k8s.io/v1 and client.authentication.k8s.io/v1beta1")]
    [InlineData("auth-provider: {name: gcp}", "gke-gcloud-auth-plugin")]
    [InlineData("auth-provider: {name: azure}", "kubelogin convert-kubeconfig")]
    [InlineData("auth-provider: {name: openstack}", "client-keystone-auth")]
    [InlineData("auth-provider: {name: other}", "credential plugin")]
    public void What_no_client_supports_any_more_is_refused_with_what_came_after_it(string user, string said)
    {
        HubException error = Assert.Throws<HubException>(() => _file.Resolve(user));

        Assert.Equal("CredentialNotSupported", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("as: \"jane\\n\"")]
    [InlineData("as: \" jane\"")]
    [InlineData("as: jane, as-groups: [\"\"]")]
    [InlineData("as: jane, as-groups: [a, \"b\\r\\nImpersonate-User: root\"]")]
    [InlineData("as: jane, as-uid: \"\\u0001\"")]
    [InlineData("as: jane, as-user-extra: {\"\": [a]}")]
    public void Whom_no_header_can_name_is_refused_not_left_out(string user)
    {
        HubException error = Assert.Throws<HubException>(() => _file.Resolve($"token: t, {user}"));

        Assert.Equal("InvalidImpersonation", error.ErrorId);
        Assert.Contains("admin", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client.authentication.k8s.io/v1", "interactiveMode: IfAvailable, ")]
    [InlineData("client.authentication.k8s.io/v1beta1", "")]
    public async Task A_plugin_is_told_of_the_cluster_where_it_is_to_be(string version, string mode)
    {
        using var authority = new TestAuthority();
        string trusted = Base64(authority.Pem);
        string facts = Path.Combine(_file.Root, "facts");

        await _file.Resolve(
            $"exec: {{apiVersion: {version}, {mode}command: {Text(Plugin.Program)}, args: [record, {Text(facts)}, credential, t], env: [{{name: ADDED, value: x}}], provideClusterInfo: true}}",
            $"server: \"https://hub.example:443/k8s\", certificate-authority-data: {trusted}, extensions: [{{name: other, extension: 1}}, {{name: {ExecCluster.Extension}, extension: {{audience: [a, 5], nested: {{b: null}}}}}}]")
            .Credentials!.GetAsync(Cancel);

        JsonObject environment = JsonNode.Parse(await File.ReadAllTextAsync(facts, Cancel))!["environment"]!.AsObject();
        JsonNode info = JsonNode.Parse((string)environment[ExecRequest.Variable]!)!;
        Assert.Equal("x", (string?)environment["ADDED"]);
        Assert.Equal(("ExecCredential", version), ((string?)info["kind"], (string?)info["apiVersion"]));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""{"server":"https://hub.example:443/k8s","certificate-authority-data":"{{trusted}}","config":{"audience":["a",5],"nested":{"b":null} } }"""),
            info["spec"]!["cluster"]));
    }

    [Fact]
    public void A_plugin_is_told_all_that_a_cluster_entry_says()
    {
        using JsonDocument extension = JsonDocument.Parse("""{"a":1}""");
        var config = new ExecConfig
        {
            ApiVersion = "client.authentication.k8s.io/v1",
            Command = "a",
            Directory = _file.Root,
            Owner = "somebody",
            Cluster = new ExecCluster { Server = "s", TlsServerName = "n", SkipTlsVerify = true, CertificateAuthority = [1, 2, 3], ProxyUrl = "http://p/?a&b", DisableCompression = true, Config = extension.RootElement },
        };

        Assert.Equal(
            """{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":{"server":"s","tls-server-name":"n","insecure-skip-tls-verify":true,"certificate-authority-data":"AQID","proxy-url":"http://p/?a&b","disable-compression":true,"config":{"a":1}},"interactive":true}}""",
            ExecRequest.Json(config, interactive: true));
    }

    [Fact]
    public async Task A_relative_plugin_is_beside_the_kubeconfig()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link to a program needs rights there.");
        Directory.CreateDirectory(Path.Combine(_file.Root, "bin"));
        string script = _file.Write("bin/login", $"#!/bin/sh\nexec '{Plugin.Program}' \"$@\"\n");
        Plugin.MakeRunnable(script);

        Assert.Equal("t", await _file.Resolve("exec: {apiVersion: client.authentication.k8s.io/v1beta1, interactiveMode: Never, command: ./bin/login, args: [credential, t]}").Credentials!.TokenAsync());
    }

    private static string Text(string text) => JsonValue.Create(text).ToJsonString();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
