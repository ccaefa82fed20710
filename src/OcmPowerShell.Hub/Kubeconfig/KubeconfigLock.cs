namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>
/// The lock that kubectl takes too before it changes a kubeconfig: a file beside it that only one can create. Whoever dies
/// with it leaves it behind.
/// </summary>
internal sealed class KubeconfigLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    // What creating a file that exists comes to, on Unix and on Windows.
    private static readonly int[] Held = [17, unchecked((int)0x80070050)];

    private readonly FileStream _file;

    private KubeconfigLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a file.</summary>
    /// <param name="file">The kubeconfig.</param>
    /// <param name="patience">How long to wait for another who has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubException"><c>KubeconfigLocked</c>: another keeps it. <c>KubeconfigNotWritten</c>: it cannot be created.</exception>
    public static async Task<KubeconfigLock> TakeAsync(string file, TimeSpan patience, CancellationToken cancellationToken)
    {
        string path = file + ".lock";
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new KubeconfigLock(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose));
            }
            catch (IOException exception) when (Held.Contains(exception.HResult) || File.Exists(path))
            {
                if (TimeProvider.System.GetElapsedTime(start) >= patience)
                {
                    throw new HubException("KubeconfigLocked", $"The kubeconfig {file} is locked: another program is changing it, or ended while it did. If none is, delete the file {path} and try again.", exception);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                throw new HubException("KubeconfigNotWritten", $"The kubeconfig {file} was not changed: its lock {path} cannot be created: {exception.Message}", exception);
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives it back.</summary>
    public void Dispose() => _file.Dispose();
}
