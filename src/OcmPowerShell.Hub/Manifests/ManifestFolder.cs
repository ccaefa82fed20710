namespace OcmPowerShell.Hub.Manifests;

/// <summary>Finds a folder's manifest files as kubectl does: by extension, in lexical order, hidden ones too, links to folders not.</summary>
internal static class ManifestFolder
{
    /// <summary>Folders inside each other that are followed.</summary>
    private const int Depth = 64;

    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>Yields the files' paths below the folder, with the folder's name as the user wrote it.</summary>
    /// <param name="path">The folder's full path.</param>
    /// <param name="name">The folder in the user's words.</param>
    /// <param name="recurse">Whether to go into its folders.</param>
    /// <param name="cancellation">Stops the walk.</param>
    public static IEnumerable<(string Path, string Name)> Files(string path, string name, bool recurse, CancellationToken cancellation) =>
        Files(new DirectoryInfo(path), name, recurse ? Depth : 0, cancellation);

    private static IEnumerable<(string Path, string Name)> Files(DirectoryInfo folder, string name, int depth, CancellationToken cancellation)
    {
        FileSystemInfo[] entries = folder.GetFileSystemInfos();
        Array.Sort(entries, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        foreach (FileSystemInfo entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            string entryName = System.IO.Path.Join(name, entry.Name);
            if (!entry.Attributes.HasFlag(FileAttributes.Directory))
            {
                if (Extensions.Contains(entry.Extension))
                {
                    yield return (entry.FullName, entryName);
                }
            }
            else if (depth > 0 && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                foreach ((string Path, string Name) file in Files((DirectoryInfo)entry, entryName, depth - 1, cancellation))
                {
                    yield return file;
                }
            }
        }
    }
}
