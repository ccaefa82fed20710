using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Which failed requests are sent again, when, and how often: whatever the server asks to repeat; a read also when the way
/// to the server failed; a change never when it may have been made already.
/// </summary>
internal sealed record RetryPolicy
{
    /// <summary>The longest pause that a server may ask for; one that wants more time is left alone.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a request is sent again because the server asks for it.</summary>
    public int WhenAsked { get; init; } = 10;

    /// <summary>How often a request is sent again because the way to the server failed.</summary>
    public int WhenBroken { get; init; } = 4;

    /// <summary>The first pause after a broken connection; it doubles, and each is shortened at random so that a fleet of scripts does not come back as one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Does something until it works or trying again is no use.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="attempt">Sends the request once.</param>
    /// <param name="closed">Ends when the connection is closed: then nothing is waited for.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task<T> RunAsync<T>(HttpMethod method, Func<Task<T>> attempt, CancellationToken closed, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (HubException exception)
            {
                if (await PauseAsync(exception, method, tries, closed, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                if (tries == 1)
                {
                    throw;
                }

                throw exception.After(tries);
            }
        }
    }

    /// <summary>Waits until a failed request may be sent again; false where it is not to be.</summary>
    public async Task<bool> PauseAsync(HubException failure, HttpMethod method, int tries, CancellationToken closed, CancellationToken cancellationToken)
    {
        if (PauseAfter(failure, method, tries) is not { } pause)
        {
            return false;
        }

        RequestScope.Current?.Waiting?.Invoke(new RetryNotice(failure, pause, tries));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closed, cancellationToken);
        try
        {
            await Task.Delay(pause, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Closed meanwhile: the next try says so.
        }

        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private TimeSpan? PauseAfter(HubException exception, HttpMethod method, int tries)
    {
        bool isRead = method == HttpMethod.Get;
        if (exception is ApiStatusException { Status: { Code: 429 or >= 500, RetryAfterSeconds: { } seconds } status })
        {
            // What timed out in the server may still have been done: a change is not made twice on such an answer.
            var asked = TimeSpan.FromSeconds(Math.Max(0, seconds));
            return tries <= WhenAsked && asked <= LongestPause && (isRead || status is not ({ Code: 504 } or { Reason: "Timeout" }))
                ? asked + Backoff(tries)
                : null;
        }

        bool again = exception is ApiStatusException refusal
            ? isRead && refusal.Status.Code is 502 or 503 or 504
            : TransportErrors.IsWorthRetrying(exception, isRead);
        return again && tries <= WhenBroken ? Backoff(tries) : null;
    }

    private TimeSpan Backoff(int tries) => FirstPause * Math.Pow(2, Math.Min(tries - 1, 6)) * (0.5 + (Random.Shared.NextDouble() / 2));
}
