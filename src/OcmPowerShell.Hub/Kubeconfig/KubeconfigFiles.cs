using System.Text;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Which kubeconfig files count, by kubectl's rules.</summary>
internal static class KubeconfigFiles
{
    /// <summary>
    /// An explicit file alone; else the files of <c>KUBECONFIG</c> that exist, each once; else the file in the home
    /// directory; else, in a pod, none: its service account counts then.
    /// </summary>
    /// <param name="explicitPath">The one file; null for the others.</param>
    /// <param name="baseDirectory">What relative paths are relative to; null for the process's directory, which is not PowerShell's location.</param>
    /// <param name="pod">The pod's service account; null for the present pod's.</param>
    /// <exception cref="HubException"><c>KubeconfigNotFound</c>: there is none. <c>KubeconfigInvalid</c>: one of them is no file, or may not be read.</exception>
    public static IReadOnlyList<string> Find(string? explicitPath, string? baseDirectory = null, InClusterConfig? pod = null)
    {
        string folder = Path.GetFullPath(baseDirectory ?? Environment.CurrentDirectory);
        if (explicitPath is not null)
        {
            string file = Absolute(explicitPath, folder);
            return Exists(file) ? [file] : throw new HubException("KubeconfigNotFound", $"There is no kubeconfig file {explicitPath}.");
        }

        string? variable = Environment.GetEnvironmentVariable("KUBECONFIG");
        if (!string.IsNullOrEmpty(variable))
        {
            string[] found = SplitList(variable, OperatingSystem.IsWindows()).Select(path => Absolute(path, folder)).Distinct().Where(Exists).ToArray();
            return found.Length > 0
                ? found
                : throw new HubException("KubeconfigNotFound", $"None of the files in the environment variable KUBECONFIG exists: {variable}.");
        }

        string standard = Path.GetFullPath(Path.Combine(HomeDirectory.Find(), ".kube", "config"), folder);
        return Exists(standard) ? [standard]
            : (pod ?? InClusterConfig.Present).Exists ? []
            : throw new HubException("KubeconfigNotFound", $"There is no kubeconfig: KUBECONFIG is not set and {standard} does not exist. Name a file with -KubeConfig, or start a hub to try things on with Start-OcmSandbox.");
    }

    /// <summary>The entries of a list such as <c>KUBECONFIG</c>, empty ones left out. On Windows an entry with a semicolon in it stands in quotes.</summary>
    public static IEnumerable<string> SplitList(string list, bool windows)
    {
        if (!windows)
        {
            return list.Split(':', StringSplitOptions.RemoveEmptyEntries);
        }

        var entries = new List<string>();
        var entry = new StringBuilder();
        bool quoted = false;
        foreach (char character in list + ';')
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ';' && !quoted)
            {
                entries.Add(entry.ToString());
                entry.Clear();
            }
            else
            {
                entry.Append(character);
            }
        }

        // The quotes were never closed: what stands behind them is one entry, without the mark that was added here.
        entries.Add(entry.ToString().TrimEnd(';'));
        return entries.Where(text => text.Length > 0);
    }

    private static string Absolute(string path, string folder)
    {
        try
        {
            return Path.GetFullPath(path, folder);
        }
        catch (ArgumentException exception)
        {
            throw new HubException("KubeconfigNotFound", $"There is no kubeconfig file '{path.Replace("\0", "\\0", StringComparison.Ordinal)}': that is not a path.", exception);
        }
    }

    // A file that is there but out of reach is not the same as none: whoever goes on without it works on another hub.
    private static bool Exists(string file)
    {
        if (File.Exists(file))
        {
            return !LeadsNowhere(file);
        }

        if (Directory.Exists(file))
        {
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} is a directory. Name a file in it.");
        }

        try
        {
            File.GetAttributes(file);
            return false;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException)
        {
            return false;
        }
    }

    // As for kubectl, such a link is a missing file. What the system shows as one in /dev/fd is a pipe: it leads to a name
    // that no file has, but can be read.
    private static bool LeadsNowhere(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true) is { Exists: false }
                && !file.StartsWith("/dev/", StringComparison.Ordinal) && !file.StartsWith("/proc/", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
