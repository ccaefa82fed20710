namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>
/// Runs an actor until it is disposed. What the actor throws is reported and the actor run again after a pause that
/// doubles while it keeps failing; nothing it does ends the process.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly IActor _actor;
    private readonly Action<ActorFault> _report;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public Supervisor(IActor actor, Action<ActorFault> report, Backoff backoff, TimeProvider time)
    {
        _actor = actor;
        _report = report;
        _backoff = backoff;
        _time = time;
        _run = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            var error = await FailureOfAsync();
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            failures = _time.GetElapsedTime(started) > Steady ? 1 : failures + 1;
            var wait = _backoff.After(failures);
            Report(new ActorFault(_actor.Name, null, error, wait));
            await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Exception> FailureOfAsync()
    {
#pragma warning disable CA1031 // Containing everything is what a supervisor is for.
        try
        {
            await _actor.RunAsync(_stop.Token);
            return new InvalidOperationException($"{_actor.Name} ended on its own.");
        }
        catch (Exception error)
        {
            return error;
        }
#pragma warning restore CA1031
    }

    private void Report(ActorFault fault)
    {
#pragma warning disable CA1031 // A log that throws must not stop what it logs.
        try
        {
            _report(fault);
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
