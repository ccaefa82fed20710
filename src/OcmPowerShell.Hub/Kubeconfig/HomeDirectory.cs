namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>The directory that kubectl takes for the user's home: on Windows that is not one variable's say.</summary>
internal static class HomeDirectory
{
    /// <summary>The present user's.</summary>
    public static string Find() => Find(OperatingSystem.IsWindows(), Environment.GetEnvironmentVariable, AttributesOf)
        ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>
    /// On Windows the first of <c>HOME</c>, <c>HOMEDRIVE</c> with <c>HOMEPATH</c> and <c>USERPROFILE</c> that has a kubeconfig;
    /// else, <c>USERPROFILE</c> now second, the first that is writable, that exists, that is set. Elsewhere <c>HOME</c>.
    /// </summary>
    /// <param name="windows">Whether Windows' rules count.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="attributesOf">What is at a path; null for nothing.</param>
    /// <returns>Null when no variable names one.</returns>
    public static string? Find(bool windows, Func<string, string?> variable, Func<string, FileAttributes?> attributesOf)
    {
        string? home = Given(variable("HOME"));
        if (!windows)
        {
            return home;
        }

        string? drivePath = Given(variable("HOMEDRIVE")) is { } drive && Given(variable("HOMEPATH")) is { } path ? drive + path : null;
        string? profile = Given(variable("USERPROFILE"));
        string[] searched = new[] { home, drivePath, profile }.OfType<string>().ToArray();
        string[] created = new[] { home, profile, drivePath }.OfType<string>().ToArray();
        return Array.Find(searched, folder => attributesOf($@"{folder}\.kube\config") is not null)
            ?? Array.Find(created, folder => attributesOf(folder) is { } attributes && attributes.HasFlag(FileAttributes.Directory) && !attributes.HasFlag(FileAttributes.ReadOnly))
            ?? Array.Find(created, folder => attributesOf(folder) is not null)
            ?? created.FirstOrDefault();
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static FileAttributes? AttributesOf(string path)
    {
        try
        {
            return File.GetAttributes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
