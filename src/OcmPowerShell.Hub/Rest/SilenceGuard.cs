namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Bounds how long a server may say nothing: a token that is cancelled with the caller's, with the connection, or when
/// what was awaited since <see cref="Restart"/> has not come within the limit. A long answer that keeps coming is never cut.
/// </summary>
internal sealed class SilenceGuard : IDisposable
{
    private readonly CancellationTokenSource _source;

    public SilenceGuard(TimeSpan limit, CancellationToken caller, CancellationToken closed)
    {
        Limit = limit;
        Caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller, closed);
    }

    public TimeSpan Limit { get; }

    public CancellationToken Caller { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>Starts to count anew: something is expected of the server.</summary>
    public void Restart() => _source.CancelAfter(Limit);

    /// <summary>Stops counting: it is our side that takes its time.</summary>
    public void Pause() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => _source.Dispose();
}
