using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Control;

/// <summary>What people and tests in other processes can see of and do to a sandbox.</summary>
public sealed class ControlSurfaceTests : IAsyncLifetime
{
    private SandboxHub _hub = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await SandboxHub.StartAsync(new SandboxOptions { Clusters = ["one", "two"], WorkloadDelay = TimeSpan.FromSeconds(1) }, Cancel);
        _client = _hub.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task The_log_tells_of_requests_and_of_no_secret()
    {
        await _client.GetAsync("/version?x=1", Cancel);
        await SendAsync("POST", "/api/v1/namespaces?dryRun=All", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"hush-hush"}}""");
        await SendAsync("POST", "/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}""");

        (int status, JsonNode all) = await SendAsync("GET", "/sandbox/v1/requests");
        Assert.Equal(200, status);
        Assert.Equal(3, (int?)all["total"]);
        JsonNode first = all["items"]![0]!;
        Assert.Equal(("GET", "/version", "x=1", "sandbox-admin", 200), ((string?)first["method"], (string?)first["path"], (string?)first["query"], (string?)first["user"], (int?)first["status"]));
        Assert.DoesNotContain(_hub.Token, all.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", all.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(["POST"], await MethodsAsync("mutating=true"));
        Assert.Equal(["GET"], await MethodsAsync("method=get"));
        Assert.Equal(["POST", "POST"], await MethodsAsync("path=namesp&user=sandbox-admin&open=false"));
        Assert.Equal(["POST"], await MethodsAsync($"since={(int)first["number"]! + 1}"));
        Assert.Equal(["POST"], await MethodsAsync("limit=1&since=0"));
        Assert.Empty(await MethodsAsync("status=404"));
        Assert.Equal(400, (await SendAsync("GET", "/sandbox/v1/requests?colour=red")).Status);
        Assert.Equal(400, (await SendAsync("GET", "/sandbox/v1/requests?since=then")).Status);

        await SendAsync("DELETE", "/sandbox/v1/requests");
        Assert.Empty(await MethodsAsync(""));
    }

    [Fact]
    public async Task A_new_cluster_asks_to_join_and_waits_for_an_answer()
    {
        Assert.Equal(200, (await SendAsync("POST", "/sandbox/v1/clusters", """{"name":"three"}""")).Status);
        (_, JsonNode cluster) = await SendAsync("GET", "/apis/cluster.open-cluster-management.io/v1/managedclusters/three");
        Assert.NotEqual(true, (bool?)cluster["spec"]!["hubAcceptsClient"]);
        (_, JsonNode requests) = await SendAsync("GET", "/apis/certificates.k8s.io/v1/certificatesigningrequests?labelSelector=open-cluster-management.io%2Fcluster-name%3Dthree");
        Assert.Single(requests["items"]!.AsArray());

        Assert.Equal(409, (await SendAsync("POST", "/sandbox/v1/clusters", """{"name":"three"}""")).Status);
        Assert.Equal(400, (await SendAsync("POST", "/sandbox/v1/clusters", """{"name":"No Such Name"}""")).Status);
        Assert.Equal(400, (await SendAsync("POST", "/sandbox/v1/clusters", "three")).Status);
    }

    [Fact]
    public async Task Faults_come_and_go_and_never_lock_anybody_out()
    {
        (int status, JsonNode added) = await SendAsync("POST", "/sandbox/v1/faults", "status=503;path=/version\nreset;path=/none*\n");
        Assert.Equal(200, status);
        Assert.Equal(["status=503;path=/version", "reset;path=/none*"], added["items"]!.AsArray().Select(item => (string?)item!["fault"]));
        await SendAsync("POST", "/sandbox/v1/faults", "status=500");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync("/version", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await _client.GetAsync("/api", Cancel)).StatusCode);
        Assert.Equal([1, 0, 1], (await SendAsync("GET", "/sandbox/v1/faults")).Body["items"]!.AsArray().Select(item => (int)item!["hits"]!));

        await SendAsync("DELETE", "/sandbox/v1/faults");
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/version", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("status=503\nboom")]
    [InlineData("certificate=expired")]
    public async Task A_fault_that_is_none_is_refused_with_the_grammar_and_none_is_added(string body)
    {
        (int status, JsonNode refusal) = await SendAsync("POST", "/sandbox/v1/faults", body);

        Assert.Equal((400, "BadRequest"), (status, (string?)refusal["reason"]));
        Assert.Contains("A fault is one of", (string?)refusal["message"], StringComparison.Ordinal);
        Assert.Empty((await SendAsync("GET", "/sandbox/v1/faults")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Clusters_can_be_unplugged_slowed_and_broken()
    {
        JsonNode all = (await SendAsync("GET", "/sandbox/v1/clusters")).Body;
        Assert.Equal(["one", "two"], all["items"]!.AsArray().Select(item => (string?)item!["name"]));
        Assert.Equal("""{"name":"one","offline":false,"failing":false,"delay":"1s"}""", all["items"]![0]!.ToJsonString());

        (int status, JsonNode changed) = await SendAsync("PATCH", "/sandbox/v1/clusters/one", """{"offline":true,"delay":"250ms"}""");
        Assert.Equal((200, """{"name":"one","offline":true,"failing":false,"delay":"250ms"}"""), (status, changed.ToJsonString()));
        await SendAsync("PATCH", "/sandbox/v1/clusters/one", """{"failing":true}""");
        _hub.SetCluster("one", offline: false);
        Assert.Equal("""{"name":"one","offline":false,"failing":true,"delay":"250ms"}""", (await SendAsync("GET", "/sandbox/v1/clusters/one")).Body.ToJsonString());
        Assert.Throws<KeyNotFoundException>(() => _hub.SetCluster("three", offline: true));
    }

    [Theory]
    [InlineData("""{"offline":"yes"}""")]
    [InlineData("""{"delay":5}""")]
    [InlineData("""{"delay":"-5s"}""")]
    [InlineData("""{"colour":"red"}""")]
    [InlineData("""{"failing":null}""")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_change_that_makes_no_sense_is_400_and_changes_nothing(string body)
    {
        (int status, JsonNode refusal) = await SendAsync("PATCH", "/sandbox/v1/clusters/one", body);

        Assert.Equal((400, "Status"), (status, (string?)refusal["kind"]));
        Assert.Equal("""{"name":"one","offline":false,"failing":false,"delay":"1s"}""", (await SendAsync("GET", "/sandbox/v1/clusters/one")).Body.ToJsonString());
    }

    [Fact]
    public async Task After_compact_older_watches_and_lists_are_expired()
    {
        await SendAsync("POST", "/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}""");
        JsonNode page = (await SendAsync("GET", "/api/v1/namespaces?limit=1")).Body;
        string version = (string)page["metadata"]!["resourceVersion"]!;
        await SendAsync("POST", "/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"b"}}""");

        Assert.Equal((200, "Success"), (await SendAsync("POST", "/sandbox/v1/compact")) is var (status, body) ? (status, (string?)body["status"]) : default);

        Assert.Equal(410, (await SendAsync("GET", $"/api/v1/namespaces?limit=1&continue={Uri.EscapeDataString((string)page["metadata"]!["continue"]!)}")).Status);
        string first = (await _client.GetStringAsync($"/api/v1/namespaces?watch=1&timeoutSeconds=5&resourceVersion={version}", Cancel)).Split('\n')[0];
        Assert.Contains("\"code\":410", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/sandbox", 404)]
    [InlineData("GET", "/sandbox/v1", 404)]
    [InlineData("GET", "/sandbox/v2/requests", 404)]
    [InlineData("GET", "/sandbox/v1/nonsense", 404)]
    [InlineData("GET", "/sandbox/v1/clusters/three", 404)]
    [InlineData("PATCH", "/sandbox/v1/clusters/three", 404)]
    [InlineData("GET", "/sandbox/v1/clusters/one/more", 404)]
    [InlineData("PUT", "/sandbox/v1/requests", 405)]
    [InlineData("GET", "/sandbox/v1/compact", 405)]
    [InlineData("DELETE", "/sandbox/v1/clusters/one", 405)]
    public async Task What_there_is_not_is_a_Status(string method, string path, int code)
    {
        (int status, JsonNode body) = await SendAsync(method, path, method == "PATCH" ? "{}" : null);

        Assert.Equal((code, "Status", code), (status, (string?)body["kind"], (int?)body["code"]));
    }

    [Theory]
    [InlineData("", 403)]
    [InlineData("wrong", 401)]
    [InlineData("viewer-token", 403)]
    public async Task Only_an_admin_may(string token, int code)
    {
        _hub.Tokens.Add("viewer-token", "viewer");
        using HttpClient other = _hub.Client(token);
        foreach ((string method, string path) in new[] { ("GET", "requests"), ("DELETE", "requests"), ("POST", "faults"), ("PATCH", "clusters/one"), ("POST", "compact"), ("GET", "nonsense") })
        {
            using HttpRequestMessage request = new(new HttpMethod(method), $"/sandbox/v1/{path}");
            Assert.Equal(code, (int)(await other.SendAsync(request, Cancel)).StatusCode);
        }
    }

    private async Task<string[]> MethodsAsync(string query) =>
        [.. (await SendAsync("GET", $"/sandbox/v1/requests?{query}")).Body["items"]!.AsArray().Select(item => (string)item!["method"]!)];

    private async Task<(int Status, JsonNode Body)> SendAsync(string method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.SendAsync(request, Cancel);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!);
    }
}
