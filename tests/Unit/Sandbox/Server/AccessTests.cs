using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

/// <summary>Who gets in, and in whose words the others are refused: those a real API server was recorded with.</summary>
public sealed class AccessTests
{
    private const string Works = "/apis/work.open-cluster-management.io/v1/namespaces/rec/manifestworks";
    private const string ClusterOne = "/apis/cluster.open-cluster-management.io/v1/managedclusters/one";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_without_a_token_is_forbidden()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client(token: "");

        HttpResponseMessage answer = await client.GetAsync(Works, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"manifestworks.work.open-cluster-management.io is forbidden: User \"system:anonymous\" cannot list resource \"manifestworks\" in API group \"work.open-cluster-management.io\" in the namespace \"rec\"","reason":"Forbidden","details":{"group":"work.open-cluster-management.io","kind":"manifestworks"},"code":403}

            """.ReplaceLineEndings("\n"),
            await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("/version")]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/")]
    public async Task Nothing_is_open_to_a_client_without_a_token(string path)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client(token: "");

        HttpResponseMessage answer = await client.GetAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            $"\"message\":\"forbidden: User \\\"system:anonymous\\\" cannot get path \\\"{path}\\\"\",\"reason\":\"Forbidden\",\"details\":{{}},\"code\":403",
            await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_unauthorized()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client(token: "wrong");

        HttpResponseMessage answer = await client.GetAsync(Works, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""" + "\n",
            await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_expired_token_is_unauthorized_from_then_on()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        string token = hub.Tokens.Issue("bob", Identity.Masters);
        using HttpClient client = hub.Client(token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Works, Cancel)).StatusCode);

        Assert.True(hub.Tokens.Expire(token));
        Assert.False(hub.Tokens.Expire(token));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Works, Cancel)).StatusCode);
        using HttpClient admin = hub.Client();
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(Works, Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("GET", Works, "manifestworks.work.open-cluster-management.io is forbidden: User \"jane\" cannot list resource \"manifestworks\" in API group \"work.open-cluster-management.io\" in the namespace \"rec\"")]
    [InlineData("GET", Works + "?watch=1", "manifestworks.work.open-cluster-management.io is forbidden: User \"jane\" cannot watch resource \"manifestworks\" in API group \"work.open-cluster-management.io\" in the namespace \"rec\"")]
    [InlineData("DELETE", ClusterOne, "managedclusters.cluster.open-cluster-management.io \"one\" is forbidden: User \"jane\" cannot delete resource \"managedclusters\" in API group \"cluster.open-cluster-management.io\" at the cluster scope")]
    [InlineData("PUT", ClusterOne + "/status", "managedclusters.cluster.open-cluster-management.io \"one\" is forbidden: User \"jane\" cannot update resource \"managedclusters/status\" in API group \"cluster.open-cluster-management.io\" at the cluster scope")]
    [InlineData("GET", "/api/v1/namespaces/one/secrets/s", "secrets \"s\" is forbidden: User \"jane\" cannot get resource \"secrets\" in API group \"\" in the namespace \"one\"")]
    public async Task An_impersonated_user_has_no_rights(string method, string path, string message)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        client.DefaultRequestHeaders.Add("Impersonate-User", "jane");

        HttpResponseMessage answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        JsonNode? status = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(message, (string?)status!["message"]);
        Assert.Equal("jane", hub.Requests.Snapshot()[0].User);
    }

    [Theory]
    [InlineData("GET", "/api", 200)]
    [InlineData("GET", "/apis/work.open-cluster-management.io/v1", 200)]
    [InlineData("GET", "/openapi/v3", 200)]
    [InlineData("GET", "/version", 200)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 200)]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", 200)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", 403)]
    [InlineData("GET", "/metrics", 403)]
    public async Task A_user_without_rights_may_look_around_and_ask_about_itself(string method, string path, int status)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client(hub.Tokens.Issue("bob"));

        HttpResponseMessage answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Impersonating_the_group_of_masters_keeps_all_rights()
    {
        await using SandboxHub hub = await TestHub.StartAsync((request, response, cancel) =>
            response.SendTextAsync(200, $"{request.User} {string.Join('|', request.Groups)}", cancel));
        using HttpClient client = hub.Client();
        client.DefaultRequestHeaders.Add("Impersonate-User", "jane");
        client.DefaultRequestHeaders.Add("Impersonate-Group", "system:masters");

        Assert.Equal("jane system:masters|system:authenticated", await client.GetStringAsync(Works, Cancel));
    }

    [Fact]
    public async Task A_line_names_one_group_whatever_commas_are_in_it()
    {
        await using SandboxHub hub = await TestHub.StartAsync((request, response, cancel) =>
            response.SendTextAsync(200, $"{string.Join('|', request.Groups)} {request.Uid} {string.Join('|', request.Extra.Select(pair => $"{pair.Key}={string.Join('+', pair.Value)}"))}", cancel));
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(
            hub,
            "GET",
            "/version",
            "Impersonate-User: jane\r\nimpersonate-group: a, b\r\nImpersonate-Group: system:masters\r\nImpersonate-Uid: u\r\nImpersonate-Extra-Acme.com%2fProject: x,y\r\nImpersonate-Extra-acme.com%2Fproject: z\r\n"));

        Assert.Contains("a, b|system:masters|system:authenticated u acme.com/project=x,y+z", await connection.ReadUntilAsync("+z"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Impersonate-Group", "ops", "{Group  ops    }")]
    [InlineData("Impersonate-Uid", "u", "{UID  u  authentication.k8s.io/v1  }")]
    [InlineData("Impersonate-Extra-Scopes", "view", "{UserExtra  view  authentication.k8s.io/v1  scopes}")]
    public async Task Groups_and_the_like_of_nobody_are_an_error_of_the_server(string header, string value, string asked)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        client.DefaultRequestHeaders.Add(header, value);

        HttpResponseMessage answer = await client.GetAsync("/version?a=1&b=2", Cancel);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal($"Internal Server Error: \"/version?a=1&amp;b=2\": requested [{asked}] without impersonating a user\n", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Only_an_admin_may_impersonate()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client(hub.Tokens.Issue("bob"));
        client.DefaultRequestHeaders.Add("Impersonate-User", "jane");

        HttpResponseMessage answer = await client.GetAsync(Works, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            "users \\\"jane\\\" is forbidden: User \\\"bob\\\" cannot impersonate resource \\\"users\\\" in API group \\\"\\\" at the cluster scope",
            await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic YWRtaW46YWRtaW4=", 403)]
    [InlineData("Bearer", 403)]
    [InlineData("bearer {token}", 200)]
    [InlineData("Bearer  {token} ", 200)]
    [InlineData("Bearer {token}x", 401)]
    [InlineData("Bearer x,Bearer {token}", 401)]
    public async Task Only_a_bearer_token_counts(string authorization, int status)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client(token: "");
        string value = authorization.Replace("{token}", hub.Token, StringComparison.Ordinal);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", value);

        Assert.Equal(status, (int)(await client.GetAsync(Works, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_client_certificate_names_user_and_groups_on_every_connection()
    {
        await using SandboxHub hub = await TestHub.StartAsync((request, response, cancel) =>
            response.SendTextAsync(200, $"{request.User} {string.Join('|', request.Groups)}", cancel));
        using X509Certificate2 certificate = TestHub.Load(hub.IssueClientCertificate("carol", "ops", Identity.Masters));

        for (int i = 0; i < 3; i++)
        {
            using HttpClient client = hub.Client(token: "", certificate);
            string who = await client.GetStringAsync(Works, Cancel);
            Assert.Equal("carol ops|system:masters|system:authenticated", who);
        }

        Assert.Equal(3, hub.Requests.Snapshot().Select(entry => entry.ConnectionId).Distinct().Count());
    }

    [Fact]
    public async Task A_client_certificate_without_the_right_group_has_no_rights()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using X509Certificate2 certificate = TestHub.Load(hub.IssueClientCertificate("carol"));
        using HttpClient client = hub.Client(token: "", certificate);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(Works, Cancel)).StatusCode);
        Assert.Equal("carol", Assert.Single(hub.Requests.Snapshot()).User);
    }

    [Fact]
    public async Task A_client_certificate_of_another_authority_is_unauthorized()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        await using SandboxHub other = await TestHub.StartAsync();
        using X509Certificate2 certificate = TestHub.Load(other.IssueClientCertificate("carol", Identity.Masters));
        using HttpClient client = hub.Client(token: "", certificate);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Works, Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", true)]
    [InlineData("hub.example", false)]
    public async Task The_server_certificate_is_good_for_its_own_names_alone(string host, bool trusted)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        SocketsHttpHandler handler = TestHub.Handler(hub.CertificateAuthorityPem);
        handler.ConnectCallback = async (_, cancel) =>
        {
            TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, hub.Url.Port, cancel);
            return client.GetStream();
        };
        using HttpClient client = new(handler);
        Task<HttpResponseMessage> answer = client.GetAsync(new Uri($"https://{host}:{hub.Url.Port}/"), Cancel);

        if (trusted)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await answer).StatusCode);
        }
        else
        {
            HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(() => answer);
            Assert.IsType<AuthenticationException>(failure.InnerException);
        }
    }

    [Fact]
    public async Task A_client_that_trusts_another_authority_does_not_connect()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        await using SandboxHub other = await TestHub.StartAsync();
        using HttpClient client = new(TestHub.Handler(other.CertificateAuthorityPem));

        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(hub.Url, Cancel));

        Assert.IsType<AuthenticationException>(failure.InnerException);
    }
}
