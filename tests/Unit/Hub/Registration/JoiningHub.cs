using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Registration;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using OcmPowerShell.Tests.Sandbox;
using OcmPowerShell.Tests.Sandbox.Access;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>A sandbox to which clusters come, and the people who look after it.</summary>
internal sealed class JoiningHub : IAsyncDisposable
{
    public const string Bootstrap = "system:serviceaccount:open-cluster-management:agent-registration-bootstrap";
    public const string Clusters = AccessHub.Clusters;
    public const string Requests = AccessHub.Requests;

    private static readonly string[] BootstrapGroups = ["system:serviceaccounts", "system:serviceaccounts:open-cluster-management", "system:authenticated"];

    private readonly LiveHub _live;
    private readonly HttpClient _client;

    private JoiningHub(LiveHub live) => (_live, _client) = (live, live.Sandbox.Client(token: ""));

    public HubConnection Connection => _live.Connection;

    public ClusterAdmission Admission => new(Connection);

    public LiveHub Live => _live;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<JoiningHub> StartAsync(params string[] clusters) => new(await LiveHub.WithAgentsAsync(clusters));

    /// <summary>The admin's request, which must succeed.</summary>
    public async Task<JsonObject> SendAsync(string method, string path, string? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _live.Sandbox.Token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, method == "PATCH" ? "application/merge-patch+json" : "application/json");
        using HttpResponseMessage response = await _client.SendAsync(request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Makes a cluster that has registered and not been let in, whose agent never comes.</summary>
    public Task RegisterAsync(string cluster, string metadata = "", bool accepted = false) => SendAsync(
        "POST",
        Clusters,
        $$$"""{"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"{{{cluster}}}"{{{metadata}}}},"spec":{"hubAcceptsClient":{{{(accepted ? "true" : "false")}}}}}""");

    /// <summary>Makes a cluster that was accepted before its agent has come with a request.</summary>
    public async Task AcceptEarlyAsync(string cluster)
    {
        _live.Sandbox.RequestJoin(cluster);
        await SendAsync("DELETE", $"{Requests}/{Assert.Single(await Admission.RequestsOfAsync(cluster, Cancel)).RequestName}");
        await SendAsync("PATCH", $"{Clusters}/{cluster}", """{"spec":{"hubAcceptsClient":true}}""");
    }

    /// <summary>Asks for a certificate for a cluster; the right one unless something else is said.</summary>
    public async Task AskAsync(string cluster, string name, string agent = "agent", string user = Bootstrap, string[]? groups = null, string? labels = null)
    {
        string prefix = "system:open-cluster-management:";
        (string body, ECDsa key) = AccessHub.CertificateRequest(
            name, $"{prefix}{cluster}:{agent}", [prefix + cluster, $"{prefix}managed-clusters"], labels: labels ?? $$"""{"open-cluster-management.io/cluster-name":"{{cluster}}"}""");
        key.Dispose();
        await SendAsync("POST", Requests, body, _live.Sandbox.Tokens.Issue(user, [.. groups ?? BootstrapGroups, "system:masters"]));
    }

    public async Task<AdmissionDecision> DecideAsync(string cluster, AdmissionPolicy? policy = null, bool waits = false) => AdmissionDecision.Of(
        Connection, cluster, await Admission.FindAsync(cluster, "", Cancel), await Admission.RequestsOfAsync(cluster, Cancel), policy ?? AdmissionPolicy.Default, waits);

    public async Task<Cluster> ClusterAsync(string name) => (await Kinds.Clusters.On(Connection).GetAsync(new ObjectKey("", name), cancellationToken: Cancel))!;

    public async Task<RegistrationRequest> RequestAsync(string name) => (await Kinds.RegistrationRequests.On(Connection).GetAsync(new ObjectKey("", name), cancellationToken: Cancel))!;

    /// <summary>Approves or denies a request as another admin.</summary>
    public async Task DecideAsync(string name, string type)
    {
        JsonObject request = await SendAsync("GET", $"{Requests}/{name}");
        request["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = type, ["status"] = "True", ["reason"] = "Test", ["message"] = "by hand" }) };
        await SendAsync("PUT", $"{Requests}/{name}/approval", request.ToJsonString());
    }

    public void Spoil(Fault fault, string method, string path, int count = int.MaxValue) =>
        _live.Faults.Add(new FaultRule(fault) { Method = method, PathContains = path, Count = count });

    public void Forget() => _live.Sandbox.Requests.Clear();

    /// <summary>What the client changed since <see cref="Forget"/>.</summary>
    public IReadOnlyList<RequestLogEntry> Changes() => [.. _live.Requests.Where(request => request.IsMutating && !request.IsDryRun)];

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _live.DisposeAsync();
    }
}
