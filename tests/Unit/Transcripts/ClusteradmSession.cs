using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Tests.Sandbox;
using OcmPowerShell.Tests.Sandbox.Access;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>A whole sandbox, and the requests of a program that talks to it through typed clients as clusteradm does.</summary>
internal sealed class ClusteradmSession : IAsyncDisposable
{
    public const string Cluster = "/apis/cluster.open-cluster-management.io";
    public const string Clusters = $"{Cluster}/v1/managedclusters";
    public const string Sets = $"{Cluster}/v1beta2/managedclustersets";
    public const string AddOns = "/apis/addon.open-cluster-management.io/v1alpha1";
    public const string AllWorks = "/apis/work.open-cluster-management.io/v1/manifestworks";

    private ClusteradmSession(AccessHub hub) => Hub = hub;

    /// <summary>The hub.</summary>
    public AccessHub Hub { get; }

    public static async Task<ClusteradmSession> StartAsync(params string[] clusters) => new(await AccessHub.StartAsync(clusters));

    /// <summary>The works of a cluster.</summary>
    public static string Works(string cluster) => $"/apis/work.open-cluster-management.io/v1/namespaces/{cluster}/manifestworks";

    /// <summary>Sends a request; fails unless it is answered with a status.</summary>
    public async Task<JsonObject> SendAsync(int status, string method, string path, JsonNode? body = null, string? type = null)
    {
        AccessHub.Answer answer = await Hub.SendAsync(method, path, body?.ToJsonString(), type: type);
        Assert.True(answer.Status == status, $"{method} {path}: {answer.Text}");
        return answer.Json;
    }

    /// <summary>Sends a request until it is answered with a status.</summary>
    public async Task UntilAsync(int status, string method, string path)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while ((await Hub.SendAsync(method, path)).Status != status)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Gets what must be there.</summary>
    public Task<JsonObject> GetAsync(string path) => SendAsync(200, "GET", path);

    /// <summary>Creates what must be new. A typed client names the kind, and also sends the zero values of what it does not know.</summary>
    public Task<JsonObject> CreateAsync(string path, string kind, string json)
    {
        JsonNode body = JsonNode.Parse(json)!;
        string[] segments = path.Split('/');
        body["kind"] = kind;
        body["apiVersion"] = segments[1] == "api" ? segments[2] : $"{segments[2]}/{segments[3]}";
        body["metadata"]!["creationTimestamp"] = null;
        return SendAsync(201, "POST", path, body);
    }

    /// <summary>Gets an object, changes it and sends it back whole, as typed clients do.</summary>
    public async Task<JsonObject> UpdateAsync(string path, Action<JsonObject> change)
    {
        JsonObject value = await GetAsync(path);
        change(value);
        return await SendAsync(200, "PUT", path, value);
    }

    /// <summary>Deletes something while its collection is watched, and waits until the watch says that it is gone.</summary>
    public async Task DeleteWatchedAsync(string collection, string name)
    {
        using HttpClient client = Hub.Hub.Client();
        using HttpResponseMessage watch = await client.GetAsync(
            $"{collection}?watch=true", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await SendAsync(200, "DELETE", $"{collection}/{name}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            JsonNode change = JsonNode.Parse(line)!;
            if ((string?)change["type"] == "DELETED" && (string?)change["object"]!["metadata"]!["name"] == name)
            {
                return;
            }
        }

        Assert.Fail($"the watch of {collection} ended before {name} was gone");
    }

    /// <summary>Asks to join with a token as a klusterlet does, and gets that approved.</summary>
    public static async Task JoinAsync(SandboxHub hub, string cluster)
    {
        using HttpClient admin = hub.Client();
        JsonNode request = await SendAsync(admin, HttpMethod.Post, "/api/v1/namespaces/open-cluster-management/serviceaccounts/agent-registration-bootstrap/token", new JsonObject());
        using HttpClient agent = hub.Client((string)request["status"]!["token"]!);
        (string body, ECDsa key) = AccessHub.CertificateRequest(
            $"{cluster}-abcde", $"system:open-cluster-management:{cluster}:agent", [$"system:open-cluster-management:{cluster}"],
            labels: $$"""{"open-cluster-management.io/cluster-name":"{{cluster}}"}""");
        key.Dispose();
        JsonNode made = await SendAsync(agent, HttpMethod.Post, AccessHub.Requests, JsonNode.Parse(body)!);
        made["status"] = JsonNode.Parse("""{"conditions":[{"type":"Approved","status":"True","reason":"clusteradm Approve"}]}""");
        await SendAsync(admin, HttpMethod.Put, $"{AccessHub.Requests}/{cluster}-abcde/approval", made);
    }

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string path, JsonNode body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The status of a condition.</summary>
    public static string? Condition(JsonNode? value, string type) =>
        (string?)value?["status"]?["conditions"]?.AsArray().FirstOrDefault(one => (string?)one!["type"] == type)?["status"];

    /// <summary>Gets an object until a condition is as wished.</summary>
    public Task<JsonObject> UntilAsync(string path, string condition, string status = "True") =>
        Hub.UntilAsync(path, value => Condition(value, condition) == status);

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
