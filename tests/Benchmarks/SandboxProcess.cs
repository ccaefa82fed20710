using System.Diagnostics;

namespace OcmPowerShell.Benchmarks;

/// <summary>The embedded hub in a process of its own.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, string kubeconfig) => (_process, KubeConfig) = (process, kubeconfig);

    public string KubeConfig { get; }

    public static async Task<SandboxProcess> StartAsync(int clusters)
    {
        string kubeconfig = Path.Combine(Directory.CreateTempSubdirectory("ocm-bench-").FullName, "kubeconfig");
        string program = Path.Combine(FindRoot(), "src", "OcmPowerShell.Sandbox", "bin", Configuration, "net8.0", "OcmPowerShell.Sandbox.dll");
        Process process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program, "--count", $"{clusters}", "--kubeconfig", kubeconfig, "--workload-delay", "0" },
            RedirectStandardOutput = true,
        })!;

        // Its first line is printed when it answers.
        string? first = await process.StandardOutput.ReadLineAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        return first is null ? throw new InvalidOperationException("The sandbox did not start.") : new SandboxProcess(process, kubeconfig);
    }

    public long PeakBytes()
    {
        _process.Refresh();
        return _process.PeakWorkingSet64;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Path.GetDirectoryName(KubeConfig)!, recursive: true);
    }

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OcmPowerShell.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The benchmarks are not inside the repository.");
    }
}
