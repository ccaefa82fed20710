namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Replaces a file's content at once: whoever reads it meanwhile, or after a crash, finds the old or the new content, whole.</summary>
internal static class FileReplacement
{
    /// <summary>Replaces the content of a file that exists; a link to it stays, and so does its mode.</summary>
    /// <param name="file">The file itself, no link.</param>
    /// <param name="content">The new content.</param>
    /// <exception cref="IOException">It cannot be written, or is no file.</exception>
    /// <exception cref="UnauthorizedAccessException">It, or its directory, may not be written.</exception>
    public static void Replace(string file, byte[] content)
    {
        RequireWritable(file);
        string temporary = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.{Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            Rename(temporary, file);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Rename(string temporary, string file)
    {
        if (OperatingSystem.IsWindows())
        {
            // Unlike a move it leaves the file its access list.
            File.Replace(temporary, file, destinationBackupFileName: null);
            return;
        }

        File.SetUnixFileMode(temporary, File.GetUnixFileMode(file));
        File.Move(temporary, file, overwrite: true);
    }

    // A rename asks only for the directory: whoever made the file read-only means it.
    private static void RequireWritable(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (!stream.CanSeek)
        {
            throw new IOException("It is not a regular file.");
        }
    }
}
