namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>Finds the reference material that lies beside the repository on some machines.</summary>
internal static class SharedReference
{
    /// <summary>A path below the reference folder; null where there is none.</summary>
    public static string? Find(params string[] path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine([folder.FullName, "shared", "reference", .. path]);
            if (File.Exists(candidate) || Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
