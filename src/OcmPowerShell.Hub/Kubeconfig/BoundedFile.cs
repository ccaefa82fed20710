using System.Runtime.ExceptionServices;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>
/// Reads files whose names others chose: a device that never ends, or a pipe that nobody writes to, is an error after a
/// bounded number of bytes and a bounded time. Pipes that are written to are read like files.
/// </summary>
internal static class BoundedFile
{
    /// <summary>More than any kubeconfig, certificate or key has.</summary>
    public const int MostBytes = 10 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>All bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long it may take; null for half a minute.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">It cannot be read, is too large, or takes too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a directory.</exception>
    public static byte[] Read(string path, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        // Opening a pipe waits for its writer, and no call of the system's can be told to stop: so it is another thread that
        // waits, and that is left behind when the time is up.
        Task<byte[]> reading = Task.Factory.StartNew(
            () => ReadAll(path, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        TimeSpan limit = patience ?? Patience;
        try
        {
            return reading.Wait((int)limit.TotalMilliseconds, cancellationToken)
                ? reading.Result
                : throw new IOException($"It gave no end within {limit.TotalSeconds:0.#} seconds. Is it a pipe that nobody writes to?");
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    private static byte[] ReadAll(string path, CancellationToken cancellationToken)
    {
        // Whoever replaces the file meanwhile must not be kept from it on Windows.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] buffer = new byte[16 << 10];
        int length = 0;
        int count;
        while ((count = stream.Read(buffer, length, buffer.Length - length)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            length += count;
            if (length > MostBytes)
            {
                throw new IOException($"It has more than {MostBytes >> 20} MiB.");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        return buffer[..length];
    }
}
