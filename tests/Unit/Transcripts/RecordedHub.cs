using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Yaml;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Tests.Sandbox;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>A sandbox in the state that the real hub was in when the transcripts were recorded, and a shell to type in.</summary>
internal sealed class RecordedHub : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SandboxHub _hub;
    private readonly DirectoryInfo _home;
    private readonly string _program;

    private RecordedHub(SandboxHub hub, DirectoryInfo home, string program)
    {
        _hub = hub;
        _home = home;
        _program = program;
    }

    /// <summary>Starts it.</summary>
    /// <param name="name">The name under which the transcripts call the program.</param>
    /// <param name="program">The program.</param>
    public static async Task<RecordedHub> StartAsync(string name, string program)
    {
        SandboxHub hub = await SandboxHub.StartAsync(
            new SandboxOptions { WorkloadDelay = TimeSpan.FromMilliseconds(100) }, TestContext.Current.CancellationToken);
        DirectoryInfo home = Directory.CreateTempSubdirectory("transcript-");
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Path.Combine(home.CreateSubdirectory("bin").FullName, name), program);
        }

        return new RecordedHub(hub, home, program);
    }

    /// <summary>The sandbox.</summary>
    public SandboxHub Hub => _hub;

    /// <summary>Writes a file where commands are typed.</summary>
    public void Write(string name, string content) => File.WriteAllText(Path.Combine(_home.FullName, name), content);

    /// <summary>Creates what a person had applied on the real hub, from the configuration that kubectl noted.</summary>
    /// <param name="file">The recorded object.</param>
    /// <param name="collection">Where it belongs.</param>
    public async Task CreateAsync(string file, string collection)
    {
        string yaml = await File.ReadAllTextAsync(Recorded(file), TestContext.Current.CancellationToken);
        JsonNode read = JsonNode.Parse(YamlText.Read(yaml)[0].Json.Span)!;
        string applied = (string)(read["items"]?[0] ?? read)["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"]!;
        using HttpClient client = _hub.Client();
        using var body = new StringContent(applied, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(collection, body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Runs a command line in a shell.</summary>
    /// <returns>What it printed, and its exit code.</returns>
    public async Task<(string Output, int ExitCode)> TypeAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"({command}) 2>&1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = _home.FullName,
        };
        start.Environment["HOME"] = _home.FullName;
        start.Environment["KUBECONFIG"] = _hub.KubeconfigPath;
        start.Environment["PATH"] = $"{Path.Combine(_home.FullName, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (output, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Types every command of a recorded file and collects where the answers differ.</summary>
    /// <param name="file">The file among the recorded ones.</param>
    /// <param name="isOurs">Whether a command is one whose answer can be compared.</param>
    /// <param name="anyOrder">Whether the program prints in no particular order.</param>
    public async Task<(int Typed, IReadOnlyList<string> Differences)> ReplayAsync(string file, Func<Transcript, bool> isOurs, bool anyOrder)
    {
        var differences = new List<string>();
        int typed = 0;
        foreach (Transcript transcript in Transcript.Read(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)))
        {
            (string output, int exitCode) = await TypeAsync(transcript.Command);
            if (!isOurs(transcript))
            {
                continue;
            }

            typed++;
            if (exitCode != transcript.ExitCode)
            {
                differences.Add($"$ {transcript.Command}\nended with {exitCode}, recorded {transcript.ExitCode}:\n{output}");
            }
            else if (TranscriptText.Difference(transcript.Lines, output, anyOrder) is { } difference)
            {
                differences.Add($"$ {transcript.Command}\n{difference}");
            }
        }

        return (typed, differences);
    }

    /// <summary>The recorded file of a name; the test is skipped where it is not there.</summary>
    public static string Recorded(string name)
    {
        string? file = SharedReference.Find("recorded", name);
        Assert.SkipWhen(file is null, "the recorded transcripts are not beside the repository");
        return file!;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_program} at {_hub.Url}";

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
