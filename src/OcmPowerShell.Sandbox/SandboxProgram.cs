using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox;

/// <summary>The sandbox as a program of its own.</summary>
internal static partial class SandboxProgram
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;
    private const int ClustersListed = 10;

    /// <summary>Runs a sandbox until it is told to stop.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where a person reads what to do with it.</param>
    /// <param name="error">Where a person reads why it did not start.</param>
    /// <param name="stop">Cancelled when it is to stop.</param>
    /// <returns>The exit code: 0 when it was stopped, 1 when it could not start, 2 when the command line is wrong.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            SandboxArguments parsed = SandboxArguments.Parse(arguments);
            if (parsed.Help)
            {
                await output.WriteAsync(SandboxArguments.Usage).ConfigureAwait(false);
                return Done;
            }

            await using SandboxHub hub = await SandboxHub.StartAsync(parsed.Options, stop).ConfigureAwait(false);
            await output.WriteAsync(Greeting(hub)).ConfigureAwait(false);
            await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
            return Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Done;
        }
        catch (ArgumentException wrong)
        {
            await error.WriteLineAsync($"{wrong.Message} See --help.").ConfigureAwait(false);
            return Misused;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return Failed;
        }
    }

    private static string Greeting(SandboxHub hub)
    {
        string clusters = hub.Clusters.Count switch
        {
            0 => "no managed clusters",
            <= ClustersListed => $"the managed clusters {string.Join(", ", hub.Clusters)}",
            _ => $"{hub.Clusters.Count} managed clusters",
        };
        string path = Quote(hub.KubeconfigPath);
        return $"""
            The hub '{hub.Name}' answers at {hub.Url} with {clusters}.
            Its kubeconfig is {hub.KubeconfigPath}{(hub.StatePath is null ? "" : $"\nIts state is kept in {hub.StatePath}")}

              kubectl --kubeconfig {path} get managedclusters
              Connect-OcmHub -KubeConfig {path}

            Ctrl+C stops it and deletes the kubeconfig.

            """.ReplaceLineEndings();
    }

    /// <summary>Quotes a path as POSIX shells and PowerShell both read it, where it needs that.</summary>
    private static string Quote(string path) => PlainPath().IsMatch(path) ? path : $"'{path}'";

    [GeneratedRegex(@"\A[-\w./\\:]+\z")]
    private static partial Regex PlainPath();
}
