using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Pester;

/// <summary>The Pester files, and how one is run: in a PowerShell of its own, against the packaged module.</summary>
internal static partial class PesterFiles
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly Lazy<string?> LazyReason = new(FindReasonToSkip);

    public static string Root { get; } = FindRoot();

    /// <summary>Why no Pester test can run here; null when they can.</summary>
    public static string? ReasonToSkip => LazyReason.Value;

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", "Pester"), "*.Tests.ps1").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    /// <summary>How many tests a file holds, as far as can be told without running it.</summary>
    public static int Count(string name) => ItBlock().Count(File.ReadAllText(FullPath(name)));

    /// <summary>Runs a file, leaves its counts where CI adds them up, and returns what it printed.</summary>
    public static (PesterCounts Counts, string Output) Run(string name, CancellationToken cancellationToken)
    {
        string results = Path.Combine(Root, "TestResults", "pester");
        Directory.CreateDirectory(results);
        string counts = Path.Combine(results, name + ".json");
        File.Delete(counts);
        string script = $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module Pester -MinimumVersion 5.0
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = '{{FullPath(name)}}'
            $configuration.Run.PassThru = $true
            $configuration.Output.Verbosity = 'Normal'
            $configuration.Output.RenderMode = 'Plaintext'
            $run = Invoke-Pester -Configuration $configuration
            @{ Passed = $run.PassedCount; Failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount; Skipped = $run.SkippedCount + $run.NotRunCount } |
                ConvertTo-Json -Compress | Set-Content -LiteralPath '{{counts}}'
            """;
        string output = Pwsh(script, Limit, cancellationToken);
        return File.Exists(counts)
            ? (JsonSerializer.Deserialize<PesterCounts>(File.ReadAllText(counts))!, output)
            : throw new InvalidOperationException($"Pester did not finish {name}:\n{output}");
    }

    private static string FullPath(string name) => Path.Combine(Root, "tests", "Pester", name);

    private static string? FindReasonToSkip()
    {
        try
        {
            string answer = Pwsh("if (Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0') { 'pester' }", TimeSpan.FromMinutes(1), CancellationToken.None);
            return answer.Contains("pester", StringComparison.Ordinal) ? null : "PowerShell is here but Pester 5 is not: Install-PSResource Pester.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no PowerShell here (no pwsh on PATH).";
        }
    }

    private static string Pwsh(string script, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("pwsh")
        {
            ArgumentList = { "-NoProfile", "-NonInteractive", "-Command", script },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LANG"] = "en_US.UTF-8", ["NO_COLOR"] = "1", ["OCM_MODULE"] = ModulePath() },
        };

        // A run must not find the developer's own hubs.
        start.Environment.Remove("KUBECONFIG");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"pwsh did not end within {limit}.");
        }

        return output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
    }

    private static string ModulePath() =>
        Directory.EnumerateFiles(Path.Combine(Root, "out", "OcmPowerShell"), "OcmPowerShell.psd1", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() ?? "";

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OcmPowerShell.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests are not inside the repository.");
    }

    [GeneratedRegex(@"^\s*It\s+['""]", RegexOptions.Multiline)]
    private static partial Regex ItBlock();
}
