using System.Diagnostics;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class SandboxProgramTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Arguments_become_options()
    {
        string[] arguments = ["--name", "lab", "--cluster=a,b", "--port", "7443", "--kubeconfig", "x y", "--workload-delay", "0.5"];

        SandboxOptions options = SandboxArguments.Parse(arguments).Options;

        Assert.Equal("lab", options.Name);
        Assert.Equal(["a", "b"], options.Clusters);
        Assert.Equal(7443, options.Port);
        Assert.Equal("x y", options.KubeconfigPath);
        Assert.Equal(TimeSpan.FromSeconds(0.5), options.WorkloadDelay);
    }

    [Fact]
    public void A_count_names_so_many_clusters()
    {
        Assert.Equal(["cluster1", "cluster2", "cluster3"], SandboxArguments.Parse(["--count", "3"]).Options.Clusters);
        Assert.Empty(SandboxArguments.Parse(["--count=0"]).Options.Clusters!);
        Assert.Null(SandboxArguments.Parse([]).Options.Clusters);
    }

    [Theory]
    [InlineData("--nonsense", "'--nonsense' is no option of this program. See --help.")]
    [InlineData("more", "'more' is no option of this program. See --help.")]
    [InlineData("--port", "--port needs a value. See --help.")]
    [InlineData("--port 99999", "--port takes a number from 0 to 65535, not '99999'. See --help.")]
    [InlineData("--port -1", "--port takes a number from 0 to 65535, not '-1'. See --help.")]
    [InlineData("--count x", "--count takes a number from 0 to 100000, not 'x'. See --help.")]
    [InlineData("--count 1 --count 2", "--count is given twice. See --help.")]
    [InlineData("--count 1 --cluster a", "--cluster and --count exclude each other. See --help.")]
    [InlineData("--cluster a,a", "The managed cluster 'a' is named twice. See --help.")]
    [InlineData("--workload-delay soon", "--workload-delay takes seconds, as in 2 or 0.5, up to a day, not 'soon'. See --help.")]
    public async Task A_wrong_command_line_is_one_error_and_exit_code_2(string arguments, string message)
    {
        using StringWriter output = new();
        using StringWriter error = new();

        int code = await SandboxProgram.RunAsync(arguments.Split(' '), output, error, Cancel);

        Assert.Equal(2, code);
        Assert.Equal(message, error.ToString().TrimEnd());
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task A_port_in_use_is_one_error_and_exit_code_1()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using StringWriter error = new();

        int code = await SandboxProgram.RunAsync(["--port", $"{hub.Url.Port}"], TextWriter.Null, error, Cancel);

        Assert.Equal(1, code);
        Assert.StartsWith($"Port {hub.Url.Port} of 127.0.0.1 is in use.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_is_given(string option)
    {
        using StringWriter output = new();

        Assert.Equal(0, await SandboxProgram.RunAsync([option], output, TextWriter.Null, Cancel));
        Assert.Contains("--workload-delay SECONDS", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task The_program_tells_how_to_use_it_and_stops_at_a_signal(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no POSIX signals to send.");
        Assert.SkipWhen(signal == "INT" && IgnoresInterrupts(), "These tests run in the background of a shell, whose programs ignore SIGINT.");
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(SandboxHub).Assembly.Location);
        start.ArgumentList.Add("--name");
        start.ArgumentList.Add("lab");
        using Process program = Process.Start(start)!;

        string? path = null;
        List<string> lines = [];
        while (await program.StandardOutput.ReadLineAsync(Cancel) is { } line && !line.StartsWith("Ctrl+C", StringComparison.Ordinal))
        {
            lines.Add(line);
            path ??= line.StartsWith("Its kubeconfig is ", StringComparison.Ordinal) ? line["Its kubeconfig is ".Length..] : null;
        }

        Assert.NotNull(path);
        string token = (await File.ReadAllTextAsync(path, Cancel)).Split('"').Single(part => part.Length == 64);
        Assert.DoesNotContain(lines, line => line.Contains(token, StringComparison.Ordinal));
        Assert.Contains(lines, line => line == $"  kubectl --kubeconfig {path} get managedclusters");
        Assert.Contains(lines, line => line == $"  Connect-OcmHub -KubeConfig {path}");

        using (Process kill = Process.Start("kill", [$"-{signal}", $"{program.Id}"]))
        {
            await kill.WaitForExitAsync(Cancel);
        }

        await program.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.Equal("", await program.StandardError.ReadToEndAsync(Cancel));
        Assert.Equal(0, program.ExitCode);
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    /// <summary>Whether this process was started to ignore SIGINT, which the processes that it starts inherit.</summary>
    private static bool IgnoresInterrupts()
    {
        const string Ignored = "SigIgn:";
        const int Interrupt = 2;
        string? mask = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal))
            : null;
        return mask is not null && (Convert.ToUInt64(mask[Ignored.Length..].Trim(), 16) & (1UL << (Interrupt - 1))) != 0;
    }
}
