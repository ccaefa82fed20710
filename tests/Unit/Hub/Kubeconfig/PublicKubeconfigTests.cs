using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using OcmPowerShell.Tests.Sandbox.Kubectl;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>Kubeconfigs that others wrote, kept outside of this repository: what kubectl reads in each, and what we do.</summary>
public sealed class PublicKubeconfigTests
{
    private const string Variable = "OCM_KUBECONFIG_SAMPLES";
    private const string None = "";

    /// <summary>What our error says where kubectl has none, and why we have one.</summary>
    private static readonly (string Said, string Reason)[] RefusedOnPurpose =
    [
        ("has no name", "nothing can choose an entry without a name: it is a slip, and kubectl refuses the second one"),
        ("is not valid YAML", "a field that stands twice in one entry: which of them counts is for its author to say"),
        ("it holds no object", "a list is no kubeconfig"),
    ];

    /// <summary>What kubectl says of a file where we refuse only the entry, once it is used: the other contexts are as good as ever.</summary>
    private static readonly string[] RefusedOnlyInUse = ["illegal base64 data", "of type string", "of type bool"];

    public static TheoryData<string> Files
    {
        get
        {
            string? folder = Environment.GetEnvironmentVariable(Variable);
            string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order().ToArray() : [];
            return new TheoryData<string>(files.Length > 0 ? files : [None]);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task We_read_in_it_what_kubectl_reads(string file)
    {
        string kubectl = Kubectl(file);
        (int exit, string view) = await RunAsync(kubectl, "config", "view", "--raw", "-o", "json", "--kubeconfig", file);
        ClientConfig config;
        try
        {
            config = ClientConfig.Load(file, cancellationToken: Cancel);
        }
        catch (HubException error)
        {
            Assert.Equal("KubeconfigInvalid", error.ErrorId);
            Assert.True(exit != 0 || RefusedOnPurpose.Any(known => error.Message.Contains(known.Said, StringComparison.Ordinal)), error.Message);
            return;
        }

        if (exit != 0)
        {
            Assert.True(RefusedOnlyInUse.Any(said => view.Contains(said, StringComparison.Ordinal)), $"kubectl refuses it: {view}");
            Assert.Contains(config.Contexts, context => Record.Exception(() => config.Resolve(context.Name)) is HubException { ErrorId: "KubeconfigInvalid" or "CredentialNotSupported" });
            return;
        }

        JsonNode seen = JsonNode.Parse(view)!;
        Assert.Equal(Contexts(seen), config.Contexts.Select(context => (context.Name, context.ClusterEntry, context.Server, context.User, context.Namespace)).Order());
        Assert.Equal((string?)seen["current-context"] ?? "", config.CurrentContext ?? "");
        Assert.Equal((await RunAsync(kubectl, "config", "get-contexts", "-o", "name", "--kubeconfig", file)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(), config.Contexts.Select(context => context.Name).Order());
        (int current, string name) = await RunAsync(kubectl, "config", "current-context", "--kubeconfig", file);
        Assert.Equal(current == 0 ? name.Trim() : null, config.CurrentContext);
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task What_we_write_into_it_is_what_kubectl_reads(string file)
    {
        string kubectl = Kubectl(file);
        using var folder = new ScratchFolder();
        string copy = folder.Write("config", await File.ReadAllBytesAsync(file, Cancel));
        (int exit, string view) = await RunAsync(kubectl, "config", "view", "--raw", "-o", "json", "--kubeconfig", copy);
        if (exit != 0 || Record.Exception(() => ClientConfig.Load(copy, cancellationToken: Cancel)) is HubException)
        {
            // What one of us cannot read is the other test's matter.
            return;
        }

        JsonObject before = JsonNode.Parse(view)!.AsObject();
        foreach (string context in ClientConfig.Load(copy, cancellationToken: Cancel).Contexts.Select(context => context.Name).ToList())
        {
            await KubeconfigWriter.SetCurrentContextAsync(context, copy, cancellationToken: Cancel);
            JsonObject after = JsonNode.Parse((await RunAsync(kubectl, "config", "view", "--raw", "-o", "json", "--kubeconfig", copy)).Output)!.AsObject();
            Assert.Equal(context, (string?)after["current-context"]);
            before["current-context"] = context;
            Assert.True(JsonNode.DeepEquals(before, after), after.ToJsonString());
        }
    }

    private static IEnumerable<(string Name, string Cluster, string Server, string User, string Namespace)> Contexts(JsonNode config)
    {
        Dictionary<string, string> servers = Items(config, "clusters").ToDictionary(item => Text(item, "name"), item => Text(item["cluster"], "server"));
        return Items(config, "contexts")
            .Select(item => (Text(item, "name"), Text(item["context"], "cluster"), servers.GetValueOrDefault(Text(item["context"], "cluster"), ""), Text(item["context"], "user"), Text(item["context"], "namespace")))
            .Order();
    }

    private static IEnumerable<JsonNode> Items(JsonNode config, string list) => (config[list] as JsonArray ?? []).OfType<JsonNode>();

    private static string Text(JsonNode? node, string field) => (string?)node?[field] ?? "";

    private static string Kubectl(string file)
    {
        Assert.SkipWhen(file == None, $"{Variable} names no folder with kubeconfigs");
        string? kubectl = Kubectls.Find("kubectl");
        Assert.SkipWhen(kubectl is null, Kubectls.ReasonToSkip("kubectl"));
        return kubectl;
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("KUBECONFIG");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancel);
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel).SoonAsync();
        string text = await output;
        return (process.ExitCode, process.ExitCode == 0 ? text : text + await errors);
    }
}
