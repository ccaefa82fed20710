using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>
/// The file of a journal: lines are added at its end, or all of them written anew. It is locked by a second file beside
/// it, named <c>.lock</c>, which stays: the file itself is replaced by another one now and then.
/// </summary>
internal sealed class JournalFile : IJournalTarget, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly FileStream _guard;
    private SafeFileHandle _handle;
    private ulong _checksum = JournalLine.Seed;
    private bool _isBroken;
    private bool _isDirty;

    private JournalFile(string path, FileStream guard, SafeFileHandle handle)
    {
        _path = path;
        _guard = guard;
        _handle = handle;
    }

    /// <summary>Bytes of the whole lines.</summary>
    public long Length { get; private set; }

    /// <summary>Opens a file, or makes it.</summary>
    /// <exception cref="JournalException">Somebody else has it open.</exception>
    public static JournalFile Open(string path)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            // What a link leads to is replaced, not the link.
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }

        if (Directory.Exists(path))
        {
            throw new JournalException($"'{path}' is a directory. Name a file for the state.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new DirectoryNotFoundException($"There is no directory '{Path.GetDirectoryName(path)}' for the state.");
        }

        FileStream guard = Lock(path);
        try
        {
            return new JournalFile(path, guard, OpenHandle(path, FileMode.OpenOrCreate));
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    /// <summary>Reads every whole record after the header; begins a new journal in an empty file, and cuts off a torn last line.</summary>
    /// <exception cref="JournalException">The file is no journal, or is damaged.</exception>
    public void ReadAll(Action<ReadOnlyMemory<byte>, JournalExtent> understand)
    {
        RequireHeader();
        using FileStream stream = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        JournalReader reader = new(stream, _path);
        bool isHeader = true;
        while (reader.TryRead(out ReadOnlyMemory<byte> json, out JournalExtent extent))
        {
            try
            {
                if (!isHeader)
                {
                    understand(json, extent);
                }
            }
            catch (Exception strange) when (strange is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
            {
                throw reader.Corrupt(strange);
            }

            isHeader = false;
        }

        Length = reader.Position;
        _checksum = reader.Checksum;
        RandomAccess.SetLength(_handle, Length);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">It cannot be written; the file then is as it was.</exception>
    public JournalExtent Append(ReadOnlySpan<byte> json)
    {
        if (_isBroken)
        {
            throw new JournalException($"The state '{_path}' cannot be written any more since a write to it failed.");
        }

        ulong checksum = JournalLine.Checksum(_checksum, json);
        byte[] line = JournalLine.Compose(checksum, json);
        try
        {
            RandomAccess.Write(_handle, line, Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            UndoAppend();
            throw new JournalException($"The state '{_path}' cannot be written: {failure.Message}", failure);
        }

        JournalExtent extent = new(Length + JournalLine.PrefixLength, json.Length);
        Length += line.Length;
        _checksum = checksum;
        _isDirty = true;
        return extent;
    }

    /// <summary>The JSON of a record.</summary>
    public byte[] Read(JournalExtent extent)
    {
        byte[] json = new byte[extent.Length];
        for (int done = 0; done < json.Length;)
        {
            int count = RandomAccess.Read(_handle, json.AsSpan(done), extent.Offset + done);
            done += count > 0 ? count : throw new JournalException($"The state '{_path}' became shorter while it was in use.");
        }

        return json;
    }

    /// <summary>Writes the journal anew, beside itself, and renames the result over it.</summary>
    /// <param name="write">Writes the records after the header; what it returns is done once the new file is in place.</param>
    public void Rewrite(Func<IJournalTarget, Action> write)
    {
        string temporary = $"{_path}.{Guid.NewGuid():N}";
        try
        {
            JournalFile replacement = new(temporary, _guard, OpenHandle(temporary, FileMode.CreateNew));
            using (replacement._handle)
            {
                replacement.Append(JournalRecord.Header);
                Action adopt = write(replacement);
                RandomAccess.FlushToDisk(replacement._handle);
                replacement._handle.Dispose();

                // Windows renames nothing over a file that is open.
                _handle.Dispose();
                try
                {
                    File.Move(temporary, _path, overwrite: true);
                    (Length, _checksum) = (replacement.Length, replacement._checksum);
                    adopt();
                }
                finally
                {
                    _handle = OpenHandle(_path, FileMode.Open);
                }
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDirty && !_handle.IsClosed)
        {
            RandomAccess.FlushToDisk(_handle);
        }

        _handle.Dispose();
        _guard.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException failure) when (File.Exists(path + ".lock"))
        {
            throw new JournalException($"The state '{path}' is in use by another sandbox. Stop that one, or name another file.", failure);
        }
    }

    private static SafeFileHandle OpenHandle(string path, FileMode mode)
    {
        // Only a stream can be told the mode of a new file.
        new FileStream(path, Options(mode, FileShare.ReadWrite)).Dispose();
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    /// <summary>Writes the header into a file that does not have all of it. Only files that begin as a journal does are ever changed.</summary>
    private void RequireHeader()
    {
        byte[] expected = JournalLine.Compose(JournalLine.Checksum(JournalLine.Seed, JournalRecord.Header), JournalRecord.Header);
        byte[] found = new byte[expected.Length];
        int count = RandomAccess.Read(_handle, found, 0);
        if (!expected.AsSpan(0, count).SequenceEqual(found.AsSpan(0, count)))
        {
            throw new JournalException($"'{_path}' exists and is no state of a sandbox, or of one that this version knows. Name another file.");
        }

        if (count < expected.Length)
        {
            RandomAccess.Write(_handle, expected, 0);
        }
    }

    private void UndoAppend()
    {
        try
        {
            RandomAccess.SetLength(_handle, Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Half a line stands there, and what came after it would be unreadable.
            _isBroken = true;
        }
    }
}
