using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using OcmPowerShell.Hub.Connection.Credentials.Exec;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>Builds a kustomization with the user's own kubectl: <c>kubectl kustomize</c>.</summary>
internal sealed class KustomizeBuild
{
    private const int MostErrors = 8 * 1024;

    private static readonly string[] FileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>How long it may take: a kustomization may fetch parts of it from elsewhere.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Finds the program; by default on the PATH, never in the current directory.</summary>
    public Func<string?> Program { get; init; } = () =>
        ExecCommand.Find("kubectl", "", OperatingSystem.IsWindows(), Environment.GetEnvironmentVariable, IsProgram);

    /// <summary>Whether a file is a kustomization, by its name.</summary>
    public static bool IsKustomization(string path) => FileNames.Contains(Path.GetFileName(path));

    /// <summary>The directory that is to be built, of a directory or the kustomization file in it.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="name">The path in the user's words.</param>
    /// <exception cref="HubException"><c>KustomizationNotFound</c>.</exception>
    public static string DirectoryOf(string path, string name)
    {
        string directory = File.Exists(path) && IsKustomization(path) ? Path.GetDirectoryName(path)! : path;
        return Directory.Exists(directory) && Array.Exists(FileNames, file => File.Exists(Path.Combine(directory, file)))
            ? directory
            : throw new HubException("KustomizationNotFound", $"'{name}' is not a directory with a {FileNames[0]}. -Kustomize takes directories that kubectl kustomize can build; leave it out for plain manifests.");
    }

    /// <summary>Runs the build.</summary>
    /// <param name="directory">The directory, as a full path.</param>
    /// <param name="name">The directory in the user's words.</param>
    /// <param name="cancellationToken">Ends the program and all it started.</param>
    /// <returns>The manifests, and what the program had to say besides; empty for nothing.</returns>
    /// <exception cref="HubException"><c>KubectlNotFound</c>, <c>KustomizeFailed</c>, <c>KustomizeTimeout</c>, <c>FileTooLarge</c>, <c>NotText</c>.</exception>
    public async Task<(string Text, string Said)> RunAsync(string directory, string name, CancellationToken cancellationToken)
    {
        using Process process = Start(directory, name);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var read = new CancellationTokenSource();
        process.StandardInput.Close();
        end.CancelAfter(TimeLimit);
        var output = new PipeBuffer(ManifestReader.FileLimit, keepEnd: false);
        var errors = new PipeBuffer(MostErrors, keepEnd: true);
        Task reading = Task.WhenAll(
            output.FillAsync(process.StandardOutput.BaseStream, null, () => end.Cancel(), read.Token),
            errors.FillAsync(process.StandardError.BaseStream, null, null, read.Token));
        try
        {
            await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
            await reading.WaitAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw output.Overflowed
                ? new HubException("FileTooLarge", $"What kubectl kustomize makes of '{name}' is larger than {ManifestReader.FileLimit >> 20} MiB.")
                : new HubException("KustomizeTimeout", $"kubectl kustomize did not finish '{name}' within {TimeLimit.TotalMinutes:0.##} min and was ended.{Quote(errors)} Does it fetch something that cannot be reached?");
        }
        finally
        {
            await read.CancelAsync().ConfigureAwait(false);
        }

        return process.ExitCode != 0
            ? throw new HubException("KustomizeFailed", $"kubectl kustomize could not build '{name}' (exit code {process.ExitCode}).{Quote(errors)}")
            : (ManifestText.Decode(output.ToArray()) ?? throw new HubException("NotText", $"What kubectl kustomize makes of '{name}' is not text."), Said(errors));
    }

    private Process Start(string directory, string name)
    {
        string program = Program() ?? throw new HubException("KubectlNotFound", $"-Kustomize needs kubectl to build '{name}', and there is none on the PATH. Install kubectl, or build it elsewhere and pipe the result: kustomize build {name} | …");
        var start = new ProcessStartInfo(program, ["kustomize", directory])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };

        // It fetches with git, which must not wait for somebody to type a password.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            throw new HubException("KubectlNotFound", $"-Kustomize needs kubectl, and {program} cannot be started: {exception.Message}", exception);
        }
    }

    private static bool IsProgram(string path)
    {
        try
        {
            const UnixFileMode Runnable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

            // A batch file would need a shell, and reads more into an argument than there is.
            return File.Exists(path)
                && (OperatingSystem.IsWindows() ? path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) : (File.GetUnixFileMode(path) & Runnable) != 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Said(PipeBuffer errors) => TerminalText.Plain(Encoding.UTF8.GetString(errors.ToArray())).Trim();

    private static string Quote(PipeBuffer errors) => Said(errors) is { Length: > 0 } said ? $" It said: {said}" : "";

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It has ended by itself in the meantime, or something of it may not be touched.
        }
    }
}
