namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>
/// Work that many may wait for and that runs once at a time: who comes while it runs joins it. It ends early when nobody
/// waits any more, not when one of several gives up.
/// </summary>
/// <param name="work">The work.</param>
internal sealed class SingleFlight<T>(Func<CancellationToken, Task<T>> work)
{
    private readonly object _gate = new();
    private Flight? _current;

    /// <summary>Waits for the run that is under way, or starts one.</summary>
    public async Task<T> JoinAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flight flight = Board();
        try
        {
            return await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(flight);
        }
    }

    private Flight Board()
    {
        lock (_gate)
        {
            if (_current is not { } flight)
            {
                _current = flight = new Flight();
                flight.Result = Task.Run(() => RunAsync(flight), CancellationToken.None);
            }

            flight.Waiting++;
            return flight;
        }
    }

    private async Task<T> RunAsync(Flight flight)
    {
        try
        {
            return await work(flight.Abandoned.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                Forget(flight);
            }
        }
    }

    private void Leave(Flight flight)
    {
        lock (_gate)
        {
            if (--flight.Waiting > 0)
            {
                return;
            }

            // Whoever comes now must not join what is being ended.
            Forget(flight);
        }

        // On another thread: what is ended there is not waited for here. Nobody sees how it ends, either.
        _ = flight.Abandoned.CancelAsync();
        _ = flight.Result.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void Forget(Flight flight)
    {
        if (ReferenceEquals(_current, flight))
        {
            _current = null;
        }
    }

    private sealed class Flight
    {
        public CancellationTokenSource Abandoned { get; } = new();

        public Task<T> Result { get; set; } = null!;

        public int Waiting { get; set; }
    }
}
