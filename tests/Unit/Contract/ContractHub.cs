using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Network;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>
/// A hub that the contract is asserted of: the sandbox, or the real one whose kubeconfig <c>OCM_CONTRACT_KUBECONFIG</c>
/// names. Everything a test makes is in a namespace of its own, or bears its name, and is taken away at the end.
/// </summary>
internal sealed class ContractHub : IAsyncDisposable
{
    private const string Sandbox = "sandbox";
    private const string Variable = "OCM_CONTRACT_KUBECONFIG";

    private readonly SandboxHub? _sandbox;
    private readonly HubConnection _connection;
    private readonly HubTransport _transport;
    private readonly List<string> _mine = [];

    private ContractHub(SandboxHub? sandbox, HubConnection connection)
    {
        _sandbox = sandbox;
        _connection = connection;
        _transport = new HubTransport(connection.Config);
        Name = $"contract-{Guid.NewGuid():n}"[..20];
    }

    /// <summary>One row for the sandbox, and one for the real hub, which is skipped where none is named.</summary>
    public static TheoryData<string> All => [Sandbox, Variable];

    /// <summary>A name that nothing else on the hub has: of the test's namespace, and of what it makes for the whole cluster.</summary>
    public string Name { get; }

    /// <summary>The module's own connection to it.</summary>
    public HubConnection Connection => _connection;

    /// <summary>Collections of the test's namespace: core, works, placements.</summary>
    public string ConfigMaps => $"/api/v1/namespaces/{Name}/configmaps";

    /// <inheritdoc cref="ConfigMaps"/>
    public string Works => WorksOf(Name);

    /// <inheritdoc cref="ConfigMaps"/>
    public string Placements => $"/apis/cluster.open-cluster-management.io/v1beta1/namespaces/{Name}/placements";

    /// <inheritdoc cref="ConfigMaps"/>
    public string Bindings => $"/apis/cluster.open-cluster-management.io/v1beta2/namespaces/{Name}/managedclustersetbindings";

    /// <summary>The works of a cluster.</summary>
    public static string WorksOf(string cluster) => $"/apis/work.open-cluster-management.io/v1/namespaces/{cluster}/manifestworks";

    /// <summary>Connects to a hub and makes the test's namespace there.</summary>
    public static async Task<ContractHub> StartAsync(string hub)
    {
        string? kubeconfig = hub == Variable ? Environment.GetEnvironmentVariable(Variable) : null;
        Assert.SkipWhen(hub == Variable && string.IsNullOrEmpty(kubeconfig), $"{Variable} names no real hub");
        ContractHub started = kubeconfig is not null
            ? new ContractHub(null, HubConnection.Open(kubeconfig))
            : await OfAsync(new SandboxOptions { WorkloadDelay = TimeSpan.FromMilliseconds(100) });
        await started.MakeAsync("/api/v1/namespaces", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = started.Name },
        });
        return started;
    }

    /// <summary>A sandbox as it starts.</summary>
    public static async Task<ContractHub> OfAsync(SandboxOptions options)
    {
        SandboxHub sandbox = await SandboxHub.StartAsync(options, TestContext.Current.CancellationToken);
        return new ContractHub(sandbox, HubConnection.Open(sandbox.KubeconfigPath));
    }

    /// <summary>Sends a request.</summary>
    public Task<ContractAnswer> SendAsync(string method, string target, string? body = null, string contentType = "application/json", string accept = "application/json") =>
        SendAsync(method, target, body, contentType, accept, _ => { });

    /// <summary>Sends a request as somebody else.</summary>
    public Task<ContractAnswer> SendAsAsync(string user, string method, string target, string? body = null) =>
        SendAsync(method, target, body, "application/json", "application/json", request => request.Headers.Add("Impersonate-User", user));

    /// <summary>Sends a request with a token, and with no certificate.</summary>
    public Task<ContractAnswer> SendWithTokenAsync(string token, string method, string target, string? body = null) =>
        SendAsync(method, target, body, "application/json", "application/json", request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));

    private async Task<ContractAnswer> SendAsync(string method, string target, string? body, string contentType, string accept, Action<HttpRequestMessage> change)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_connection.Server, target));
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.UserAgent.ParseAdd("contract/1.0");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        RequestCredentials credentials = _connection.Config.Credentials is { } source ? await source.GetAsync(cancellationToken) : RequestCredentials.None;
        change(request);
        bool isOther = request.Headers.Authorization is not null;
        request.Headers.Authorization ??= credentials.Authorization;
        using HttpResponseMessage response = await _transport.SendAsync(request, isOther ? null : credentials.Certificate, cancellationToken);
        return new ContractAnswer(
            (int)response.StatusCode,
            response.Headers.TryGetValues("Warning", out IEnumerable<string>? warnings) ? [.. warnings] : [],
            await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Reads an object or a list.</summary>
    public Task<ContractAnswer> GetAsync(string target, string accept = "application/json") => SendAsync("GET", target, accept: accept);

    /// <summary>Sends a merge patch.</summary>
    public Task<ContractAnswer> MergeAsync(string target, string patch) => SendAsync("PATCH", target, patch, "application/merge-patch+json");

    /// <summary>Sends a server-side apply.</summary>
    public Task<ContractAnswer> ApplyAsync(string target, string manager, string configuration, bool force = false) =>
        SendAsync("PATCH", $"{target}?fieldManager={manager}{(force ? "&force=true" : "")}", configuration, "application/apply-patch+yaml");

    /// <summary>Creates something that is taken away at the end, and returns what the hub made of it.</summary>
    public async Task<JsonObject> MakeAsync(string collection, JsonObject value)
    {
        ContractAnswer answer = await SendAsync("POST", collection, value.ToJsonString());
        Assert.True(answer.Status == 201, answer.Text);
        _mine.Add($"{collection}/{(string)answer.Json["metadata"]!["name"]!}");
        return answer.Json;
    }

    /// <summary>Reads until what is read is as it should be; fails with the last state.</summary>
    public async Task<JsonObject> EventuallyAsync(string target, Func<JsonObject, bool> isSo, string what)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(_sandbox is null ? 180 : 30);
        ContractAnswer answer;
        do
        {
            answer = await GetAsync(target);
            if (answer.Status is 200 or 404 && isSo(answer.Json))
            {
                return answer.Json;
            }

            await Task.Delay(_sandbox is null ? 1000 : 50, TestContext.Current.CancellationToken);
        }
        while (DateTime.UtcNow < end);
        Assert.Fail($"{target} did not come to this: {what}. The last answer was {answer.Text}");
        return answer.Json;
    }

    /// <summary>Reads until what is read is as it should be, for a while; returns the last state in the form that was asked for.</summary>
    public async Task<string> SettledAsync(string target, Func<JsonObject, bool> isSo, Func<JsonObject, string> form)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(10);
        JsonObject value;
        do
        {
            value = (await GetAsync(target)).Json;
            if (isSo(value))
            {
                break;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        while (DateTime.UtcNow < end);
        return form(value);
    }

    /// <summary>The first cluster of the hub that is available.</summary>
    public async Task<string> ClusterAsync()
    {
        ContractAnswer clusters = await GetAsync("/apis/cluster.open-cluster-management.io/v1/managedclusters");
        return (string)clusters.Json["items"]!.AsArray()
            .First(cluster => ContractAnswer.ConditionOf(cluster, "ManagedClusterConditionAvailable") == "True")!["metadata"]!["name"]!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is null)
        {
            foreach (string made in Enumerable.Reverse(_mine))
            {
                await SendAsync("DELETE", made);
            }
        }

        _transport.Dispose();
        _connection.Dispose();
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }
}
