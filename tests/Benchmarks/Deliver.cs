using System.Diagnostics;
using System.Text.Json;

namespace OcmPowerShell.Benchmarks;

/// <summary>What a command of the packaged module took, in a PowerShell process of its own.</summary>
/// <param name="Count">How much it wrote.</param>
/// <param name="Seconds">How long it took, without the start of PowerShell.</param>
/// <param name="Idle">The process's memory before, in bytes.</param>
/// <param name="Peak">The most memory the process ever had, in bytes.</param>
internal sealed record Deliver(int Count, double Seconds, long Idle, long Peak)
{
    /// <summary>Runs a command.</summary>
    public static async Task<Deliver> RunAsync(string kubeconfig, string command)
    {
        string root = SandboxProcess.FindRoot();
        string module = new DirectoryInfo(Path.Combine(root, "out", "OcmPowerShell")).GetFiles("OcmPowerShell.psd1", SearchOption.AllDirectories).MaxBy(file => file.LastWriteTimeUtc)?.FullName
            ?? throw new InvalidOperationException("There is no packaged module to measure. Run: dotnet build");
        string output = await RunAsync("pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(root, "tests", "Benchmarks", "Deliver.ps1"), module, kubeconfig, command);
        return JsonSerializer.Deserialize<Deliver>(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
    }

    /// <summary>Runs a program, and returns what it printed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
