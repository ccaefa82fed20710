using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kubectl;

/// <summary>One kubectl and a sandbox of its own, with two clusters and their namespaces.</summary>
internal sealed class KubectlSession : IAsyncDisposable
{
    private readonly string _executable;
    private readonly SandboxHub _hub;
    private readonly DirectoryInfo _home;

    private readonly InProcessClient? _client;

    private KubectlSession(string executable, SandboxHub hub, InProcessClient? client, DirectoryInfo home)
    {
        _executable = executable;
        _hub = hub;
        _home = home;
        _client = client;
    }

    /// <summary>A client of the same hub in this process, where it has the API alone.</summary>
    public InProcessClient Client => _client ?? throw new InvalidOperationException("A whole sandbox has no client in this process.");

    /// <summary>The hub.</summary>
    public SandboxHub Hub => _hub;

    /// <summary>Whether this kubectl is so old that it validates by OpenAPI v2 and knows no <c>auth whoami</c>.</summary>
    public bool IsOld { get; private set; }

    /// <summary>What <c>kubectl edit</c> starts; null for what it would start itself.</summary>
    public string? Editor { get; set; }

    /// <summary>Starts a hub for an executable; skips the test where that is none.</summary>
    public static async Task<KubectlSession> StartAsync(string kubectl)
    {
        string? executable = Kubectls.Find(kubectl);
        Assert.SkipWhen(executable is null, Kubectls.ReasonToSkip(kubectl));

        var api = new ResourceApi(HubResources.Table());
        InProcessClient client = api.Client("registration");
        foreach (string name in new[] { "one", "two" })
        {
            client.Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
            CreateCluster(client, name);
        }

        SandboxHub hub = await SandboxHub.StartAsync(
            new SandboxOptions(), (_, _) => Task.FromResult(new SandboxParts(new AuthorizationFilter(api.Authorizer, new ApiServer(api)), [])), cancellationToken: TestContext.Current.CancellationToken);
        return await BeginAsync(executable!, hub, client);
    }

    /// <summary>Starts a whole sandbox, with controllers and clusters, for an executable; skips the test where that is none.</summary>
    public static async Task<KubectlSession> StartWholeAsync(string kubectl, params string[] clusters)
    {
        string? executable = Kubectls.Find(kubectl);
        Assert.SkipWhen(executable is null, Kubectls.ReasonToSkip(kubectl));
        SandboxHub hub = await SandboxHub.StartAsync(new SandboxOptions { Clusters = clusters, WorkloadDelay = TimeSpan.FromMilliseconds(50) }, TestContext.Current.CancellationToken);
        return await BeginAsync(executable!, hub, null);
    }

    private static async Task<KubectlSession> BeginAsync(string executable, SandboxHub hub, InProcessClient? client)
    {
        var session = new KubectlSession(executable, hub, client, Directory.CreateTempSubdirectory("kubectl-"));
        try
        {
            string version = (await session.RunAsync("version", "--client", "-o", "json")).Output;
            session.IsOld = string.CompareOrdinal((string?)JsonNode.Parse(version)!["clientVersion"]!["minor"], "25") < 0;
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a file into kubectl's own directory, and returns its name.</summary>
    public string File(string name, string content)
    {
        System.IO.File.WriteAllText(Path.Combine(_home.FullName, name), content);
        return name;
    }

    /// <summary>Runs kubectl in its own directory. What it says comes together with what it complains of, as in a terminal.</summary>
    public async Task<Result> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Result(process.ExitCode, (await output + await errors).Trim());
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Runs kubectl until it has printed some lines, and stops it.</summary>
    /// <param name="count">How many lines.</param>
    /// <param name="afterFirst">What to do once the first line is there.</param>
    /// <param name="arguments">kubectl's arguments.</param>
    public async Task<string[]> ReadLinesAsync(int count, Func<Task> afterFirst, params string[] arguments)
    {
        using Process process = Start(arguments);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            var lines = new List<string>();
            while (lines.Count < count && await process.StandardOutput.ReadLineAsync(limit.Token) is string line)
            {
                lines.Add(line);
                if (lines.Count == 2)
                {
                    await afterFirst();
                }
            }

            return [.. lines];
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _home.Delete(recursive: true);
    }

    private static void CreateCluster(InProcessClient client, string name)
    {
        JsonObject cluster = client.Create(OcmTypes.ManagedCluster, null, JsonNode.Parse("""
            {"metadata":{"name":"NAME"},"spec":{"hubAcceptsClient":true,"managedClusterClientConfigs":[{"url":"https://127.0.0.1:6444"}]}}
            """.Replace("NAME", name))!.AsObject());
        cluster["status"] = JsonNode.Parse("""
            {"conditions":[
              {"type":"ManagedClusterJoined","status":"True","reason":"R","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"},
              {"type":"ManagedClusterConditionAvailable","status":"True","reason":"R","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}
            """);
        client.UpdateStatus(OcmTypes.ManagedCluster, null, cluster);
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(_executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = _home.FullName,
        };

        // A home of its own: kubectl keeps what it discovered there.
        start.Environment["HOME"] = _home.FullName;
        start.Environment["KUBECONFIG"] = _hub.KubeconfigPath;
        if (Editor is not null)
        {
            start.Environment["KUBE_EDITOR"] = Editor;
        }

        return Process.Start(start)!;
    }

    /// <summary>How a command ended.</summary>
    internal sealed record Result(int ExitCode, string Output);
}
