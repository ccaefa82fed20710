namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Which kubeconfig files count, by kubectl's rules.</summary>
internal static class KubeconfigFiles
{
    /// <summary>
    /// An explicit file alone; else the files of <c>KUBECONFIG</c> that exist, each once; else the file in the home
    /// directory.
    /// </summary>
    /// <exception cref="HubException"><c>KubeconfigNotFound</c>: there is none.</exception>
    public static IReadOnlyList<string> Find(string? explicitPath)
    {
        if (explicitPath is not null)
        {
            return File.Exists(explicitPath)
                ? [Path.GetFullPath(explicitPath)]
                : throw new HubException("KubeconfigNotFound", $"There is no kubeconfig file {explicitPath}.");
        }

        string? variable = Environment.GetEnvironmentVariable("KUBECONFIG");
        if (!string.IsNullOrEmpty(variable))
        {
            string[] named = variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            string[] found = named.Select(Path.GetFullPath).Distinct().Where(File.Exists).ToArray();
            return found.Length > 0
                ? found
                : throw new HubException("KubeconfigNotFound", $"None of the files in the environment variable KUBECONFIG exists: {variable}.");
        }

        string standard = Path.Combine(Home(), ".kube", "config");
        return File.Exists(standard)
            ? [standard]
            : throw new HubException("KubeconfigNotFound", $"There is no kubeconfig: KUBECONFIG is not set and {standard} does not exist. Name a file with -KubeConfig, or start a hub to try things on with Start-OcmSandbox.");
    }

    // HOME comes first on Windows too: Git Bash and kubectl honour it there.
    private static string Home() =>
        Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
