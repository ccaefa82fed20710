using System.Diagnostics;

namespace OcmPowerShell.Benchmarks;

/// <summary>The embedded hub in a process of its own.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, string kubeconfig) => (_process, KubeConfig) = (process, kubeconfig);

    public string KubeConfig { get; }

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="clusters">How many clusters it has.</param>
    /// <param name="keepsState">Whether it keeps everything in a file.</param>
    public static async Task<SandboxProcess> StartAsync(int clusters, bool keepsState = false)
    {
        string kubeconfig = Path.Combine(Directory.CreateTempSubdirectory("ocm-bench-").FullName, "kubeconfig");
        string program = Path.Combine(FindRoot(), "src", "OcmPowerShell.Sandbox", "bin", Configuration, "net8.0", "OcmPowerShell.Sandbox.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program, "--count", $"{clusters}", "--kubeconfig", kubeconfig, "--workload-delay", "0" },
            RedirectStandardOutput = true,
        };
        if (keepsState)
        {
            start.ArgumentList.Add("--state");
            start.ArgumentList.Add(Path.Combine(Path.GetDirectoryName(kubeconfig)!, "state"));
        }

        Process process = Process.Start(start)!;

        // Its first line is printed when it answers.
        string? first = await process.StandardOutput.ReadLineAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        return first is null ? throw new InvalidOperationException("The sandbox did not start.") : new SandboxProcess(process, kubeconfig);
    }

    /// <summary>How long ago it was started.</summary>
    public TimeSpan Age() => DateTime.Now - _process.StartTime;

    /// <summary>The processor time it has taken.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>The memory it has now.</summary>
    public long Bytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>The most memory it ever had.</summary>
    public long PeakBytes()
    {
        _process.Refresh();
        return _process.PeakWorkingSet64;
    }

    /// <summary>The repository's directory.</summary>
    public static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OcmPowerShell.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The benchmarks are not inside the repository.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Path.GetDirectoryName(KubeConfig)!, recursive: true);
    }

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
}
