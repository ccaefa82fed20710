using System.Collections.ObjectModel;
using System.Management.Automation;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Binding;

/// <summary>Finds the files that PowerShell paths stand for.</summary>
internal static class ManifestPaths
{
    /// <summary>The paths that a path stands for: one where it is literal, else all that match, at least one.</summary>
    /// <exception cref="HubException"><c>ManifestNotFound</c>.</exception>
    public static Collection<string> Resolve(PSCmdlet cmdlet, string path, bool literal)
    {
        ProviderInfo provider;
        Collection<string> resolved;
        try
        {
            if (literal)
            {
                resolved = [cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)];
            }
            else
            {
                resolved = cmdlet.GetResolvedProviderPathFromPSPath(path, out provider);
            }
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw new HubException("ManifestNotFound", $"There is no file or directory '{path}' (looked in {cmdlet.SessionState.Path.CurrentFileSystemLocation}).", exception);
        }

        if (provider.Name != "FileSystem")
        {
            throw new HubException("ManifestNotFound", $"'{path}' is not in the file system but in {provider.Name}. Pipe its content instead.");
        }

        return resolved.Count > 0
            ? resolved
            : throw new HubException("ManifestNotFound", $"No file or directory matches '{path}' (looked in {cmdlet.SessionState.Path.CurrentFileSystemLocation}).");
    }
}
