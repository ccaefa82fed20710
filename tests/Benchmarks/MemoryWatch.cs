namespace OcmPowerShell.Benchmarks;

/// <summary>Looks at the memory of the process again and again.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Timer _timer;
    private long _most;

    public MemoryWatch() => _timer = new Timer(_ => Look(), null, TimeSpan.Zero, Pause);

    /// <summary>The most there was so far.</summary>
    public long Most
    {
        get
        {
            Look();
            return _most;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look() => _most = Math.Max(_most, Environment.WorkingSet);
}
