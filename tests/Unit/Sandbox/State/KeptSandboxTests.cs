using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.State;

/// <summary>Sandboxes that go on where an earlier one ended.</summary>
public sealed class KeptSandboxTests : IDisposable
{
    private const string Clusters = "/apis/cluster.open-cluster-management.io/v1/managedclusters";
    private const string Works = "/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks";
    private const string Namespaces = "/api/v1/namespaces";

    private readonly string _directory = Directory.CreateTempSubdirectory("ocm-tests-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SandboxOptions Options => new() { StatePath = Path.Combine(_directory, "state"), Clusters = ["one"], WorkloadDelay = TimeSpan.Zero };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_restarted_sandbox_has_its_objects_and_clusters_and_its_former_kubeconfig_works()
    {
        JsonNode work;
        SandboxHub first = await SandboxHub.StartAsync(Options, Cancel);
        await using (first)
        {
            using HttpClient client = first.Client();
            await PostAsync(client, Works, """{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"web"},"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}}]}}}""");
            work = await UntilAsync(client, Works + "/web", IsAvailable);
        }

        await using SandboxHub second = await SandboxHub.StartAsync(Options with { Clusters = null }, Cancel);
        Assert.Equal(first.Url, second.Url);
        Assert.Equal(["one"], second.Clusters);

        // With what the former kubeconfig said: its address, its authority and its token.
        using HttpClient former = first.Client();
        JsonNode kept = await GetAsync(former, Works + "/web");
        Assert.Equal((string?)work["metadata"]!["uid"], (string?)kept["metadata"]!["uid"]);
        Assert.Equal(work["spec"]!.ToJsonString(), kept["spec"]!.ToJsonString());
        Assert.True(IsAvailable(kept));
        Assert.Equal("one", (string?)Assert.Single((await GetAsync(former, Clusters))["items"]!.AsArray())!["metadata"]!["name"]);

        // What the agent applied is known to the cluster still: taking the work away takes it away too.
        using HttpResponseMessage deleted = await former.DeleteAsync(Works + "/web", Cancel);
        await UntilAsync(former, Works, list => list["items"]!.AsArray().Count == 0);
    }

    [Fact]
    public async Task A_service_accounts_token_outlives_a_restart()
    {
        string token;
        await using (SandboxHub first = await SandboxHub.StartAsync(Options, Cancel))
        {
            using HttpClient client = first.Client();
            JsonNode issued = await PostAsync(
                client, "/api/v1/namespaces/open-cluster-management/serviceaccounts/agent-registration-bootstrap/token",
                """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""");
            token = (string)issued["status"]!["token"]!;
        }

        await using SandboxHub second = await SandboxHub.StartAsync(Options, Cancel);
        using HttpClient account = second.Client(token);
        using HttpResponseMessage answer = await account.GetAsync("/apis", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Versions_go_on_and_a_watch_from_an_old_one_is_told_so()
    {
        string old;
        string last;
        await using (SandboxHub first = await SandboxHub.StartAsync(Options, Cancel))
        {
            using HttpClient client = first.Client();
            old = Version(await GetAsync(client, Namespaces));
            last = Version(await PostAsync(client, Namespaces, Namespace("a")));
            await client.DeleteAsync($"{Namespaces}/a", Cancel);
        }

        await using SandboxHub second = await SandboxHub.StartAsync(Options, Cancel);
        using HttpClient again = second.Client();
        string line = (await again.GetStringAsync($"{Namespaces}?watch=1&timeoutSeconds=5&resourceVersion={old}", Cancel)).Split('\n')[0];
        Assert.Equal((int)HttpStatusCode.Gone, (int?)JsonNode.Parse(line)!["object"]!["code"]);
        Assert.True(long.Parse(Version(await PostAsync(again, Namespaces, Namespace("b")))) > long.Parse(last) + 1);
    }

    [Fact]
    public async Task Clusters_that_are_named_are_added_to_those_that_were_there()
    {
        await using (await SandboxHub.StartAsync(Options, Cancel))
        {
        }

        await using SandboxHub second = await SandboxHub.StartAsync(Options with { Clusters = ["two", "one"] }, Cancel);
        Assert.Equal(["one", "two"], second.Clusters);
    }

    [Fact]
    public async Task A_port_that_is_taken_meanwhile_is_an_error_that_says_whose_it_was_and_another_can_be_chosen()
    {
        int port;
        await using (SandboxHub first = await SandboxHub.StartAsync(Options, Cancel))
        {
            port = first.Url.Port;
        }

        await using SandboxHub squatter = await TestHub.StartAsync(options: new SandboxOptions { Port = port });
        IOException taken = await Assert.ThrowsAsync<IOException>(() => SandboxHub.StartAsync(Options, Cancel));
        Assert.Equal($"Port {port} of 127.0.0.1, which the state remembers, is in use. Choose another, or 0 for any that is free.", taken.Message);

        await using SandboxHub elsewhere = await SandboxHub.StartAsync(Options with { Port = 0 }, Cancel);
        using HttpClient client = elsewhere.Client();
        await GetAsync(client, Clusters + "/one");
    }

    [Fact]
    public async Task A_state_in_use_is_an_error_and_hurts_nobody()
    {
        await using SandboxHub first = await SandboxHub.StartAsync(Options, Cancel);

        IOException refused = await Assert.ThrowsAnyAsync<IOException>(() => SandboxHub.StartAsync(Options with { Port = 0 }, Cancel));

        Assert.Contains("is in use by another sandbox", refused.Message, StringComparison.Ordinal);
        using HttpClient client = first.Client();
        await PostAsync(client, Namespaces, Namespace("a"));
    }

    [Fact]
    public async Task No_acknowledged_write_is_lost_when_the_process_is_killed_in_a_storm_of_them()
    {
        string state = Path.Combine(_directory, "state");
        string kubeconfig = Path.Combine(_directory, "config");
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in new[] { typeof(SandboxHub).Assembly.Location, "--count=0", "--state", state, "--kubeconfig", kubeconfig })
        {
            start.ArgumentList.Add(argument);
        }

        using Process program = Process.Start(start)!;
        List<string> acknowledged = [];
        try
        {
            string line = "";
            while (!line.StartsWith("Ctrl+C", StringComparison.Ordinal))
            {
                line = await program.StandardOutput.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The sandbox ended.");
            }

            using HttpClient client = ClientOf(await File.ReadAllTextAsync(kubeconfig, Cancel));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => StormAsync(client, writer, acknowledged, program)));
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync(Cancel);
        }

        Assert.True(acknowledged.Count >= 150);
        await using SandboxHub again = await SandboxHub.StartAsync(Options with { Clusters = null }, Cancel);
        using HttpClient reader = again.Client();
        HashSet<string> there = [.. (await GetAsync(reader, Namespaces))["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];
        Assert.Superset(acknowledged.ToHashSet(), there);
    }

    [Fact]
    public async Task Writes_are_kept_fast_enough_to_go_unnoticed()
    {
        await using SandboxHub hub = await SandboxHub.StartAsync(Options with { Clusters = [] }, Cancel);
        using HttpClient client = hub.Client();
        await PostAsync(client, Namespaces, Namespace("warm"));

        const int Count = 200;
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < Count; i++)
        {
            await PostAsync(client, Namespaces, Namespace($"n{i}"));
        }

        // 200 a second is wanted of a machine of its own; here seven others may be at work.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{Count} creates took {clock.Elapsed}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Count / clock.Elapsed.TotalSeconds:0} creates a second");
    }

    private static async Task StormAsync(HttpClient client, int writer, List<string> acknowledged, Process program)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                string name = $"w{writer}-{i}";
                await PostAsync(client, Namespaces, Namespace(name));
                lock (acknowledged)
                {
                    acknowledged.Add(name);
                    if (acknowledged.Count == 150)
                    {
                        program.Kill();
                    }
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle of this one, which may or may not be there.
        }
    }

    private static HttpClient ClientOf(string kubeconfig)
    {
        string Find(string pattern) => Regex.Match(kubeconfig, pattern).Groups[1].Value;
        string authority = Encoding.ASCII.GetString(Convert.FromBase64String(Find("certificate-authority-data: (.*)")));
        HttpClient client = new(TestHub.Handler(authority)) { BaseAddress = new Uri(Find("server: (.*)")) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Find("token: \"(.*)\""));
        return client;
    }

    private static string Namespace(string name) => $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""";

    private static string Version(JsonNode value) => (string)value["metadata"]!["resourceVersion"]!;

    private static bool IsAvailable(JsonNode work) =>
        work["status"]?["conditions"]?.AsArray().Any(condition => (string?)condition!["type"] == "Available" && (string?)condition["status"] == "True") == true;

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(path, content, Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(path, Cancel))!;

    private static async Task<JsonNode> UntilAsync(HttpClient client, string path, Func<JsonNode, bool> wish)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            JsonNode value = await GetAsync(client, path);
            if (wish(value))
            {
                return value;
            }

            Assert.True(DateTime.UtcNow < end, value.ToJsonString());
            await Task.Delay(20, Cancel);
        }
    }
}
