using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Commands;

/// <summary>The objects that a cmdlet waits for after it has sent all its changes, and how it tells of them.</summary>
/// <param name="kind">Their kind.</param>
/// <param name="goal">What to wait for.</param>
/// <param name="timeout">For all of them together.</param>
internal sealed class WaitList<T>(ResourceKind<T> kind, WaitGoal<T> goal, TimeSpan timeout)
    where T : HubObject
{
    private const int ProgressId = 0x0C31;

    private static readonly TimeSpan LongestExplanation = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(HubConnection Hub, ObjectKey Key), (WaitTarget<T> Target, object Source)> _targets = new();
    private T? _latest;
    private int _left;

    /// <summary>Whether there is nothing to wait for.</summary>
    public bool IsEmpty => _targets.IsEmpty;

    /// <summary>Adds an object. Any thread.</summary>
    /// <param name="hub">Its hub.</param>
    /// <param name="value">The object as it was left.</param>
    /// <param name="source">What the user passed for it.</param>
    public void Add(HubConnection hub, T value, object source) => Add(hub, WaitTarget<T>.Of(value), source);

    /// <inheritdoc cref="Add(HubConnection, T, object)"/>
    public void Add(HubConnection hub, WaitTarget<T> target, object source) => _targets[(hub, target.Key)] = (target, source);

    /// <summary>Starts waiting for all of them.</summary>
    /// <param name="bridge">Runs the watches.</param>
    /// <param name="reached">Given each that got there in its last state, on the pipeline thread; null for one that was never seen and need not be.</param>
    /// <param name="warn">Given what is to be known of one that got there.</param>
    /// <param name="failed">Given each that did not, and what the user passed for it.</param>
    public void Start(PipelineBridge bridge, Action<T?> reached, Action<string> warn, Action<HubException, object> failed)
    {
        _left = _targets.Count;
        foreach (var byHub in _targets.GroupBy(pair => pair.Key.Hub))
        {
            HubConnection hub = byHub.Key;
            List<WaitTarget<T>> targets = byHub.Select(pair => pair.Value.Target).ToList();
            bridge.Run(async token =>
            {
                try
                {
                    var waiter = new ObjectWaiter<T>(kind.On(hub), goal, value => _latest = value);
                    List<WaitResult<T>> late = [];
                    await foreach (WaitResult<T> result in waiter.WaitAsync(targets, timeout, token).ConfigureAwait(false))
                    {
                        if (result.Outcome == WaitOutcome.TimedOut && goal.Explain is not null)
                        {
                            late.Add(result);
                            continue;
                        }

                        await bridge.PostAsync(() => Tell(hub, result, "", reached, warn, failed)).ConfigureAwait(false);
                    }

                    IReadOnlyDictionary<ObjectKey, string> why = await WhyAsync(hub, late, token).ConfigureAwait(false);
                    foreach (WaitResult<T> result in late)
                    {
                        await bridge.PostAsync(() => Tell(hub, result, why.GetValueOrDefault(result.Target, ""), reached, warn, failed)).ConfigureAwait(false);
                    }
                }
                catch (HubException exception)
                {
                    await bridge.PostAsync(() => failed(exception, hub)).ConfigureAwait(false);
                }
            });
        }
    }

    /// <summary>How far it has got, for a progress bar.</summary>
    public ProgressRecord Progress()
    {
        int all = _targets.Count;
        string latest = _latest is { } value ? $"; {value}: {goal.Describe(value)}" : "";
        return new ProgressRecord(ProgressId, $"Waiting for {goal.Name}", string.Create(CultureInfo.InvariantCulture, $"{all - _left} of {all} {kind.Noun}s{latest}"))
        {
            PercentComplete = all == 0 ? 100 : (all - _left) * 100 / all,
        };
    }

    private void Tell(HubConnection hub, WaitResult<T> result, string why, Action<T?> reached, Action<string> warn, Action<HubException, object> failed)
    {
        _left--;
        object source = _targets[(hub, result.Target)].Source;
        switch (result.Outcome)
        {
            case WaitOutcome.Reached:
                if (result.Warning.Length > 0)
                {
                    warn(result.Warning);
                }

                reached(result.Value);
                break;
            case WaitOutcome.Gone:
                failed(result.Value is null ? kind.NotFound(hub, result.Target)
                    : new HubException(kind.GoneErrorId, $"The {kind.Noun} {result.Target} on hub {hub} was deleted while it was waited for."), source);
                break;
            case WaitOutcome.Failed:
                failed(result.Error!, source);
                break;
            default:
                failed(TimedOut(hub, result, why), source);
                break;
        }
    }

    // The time for the wait is up; this has its own. What cannot be found out is left out.
    private async Task<IReadOnlyDictionary<ObjectKey, string>> WhyAsync(HubConnection hub, List<WaitResult<T>> late, CancellationToken cancellationToken)
    {
        if (goal.Explain is null || late.Count == 0)
        {
            return new Dictionary<ObjectKey, string>();
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        both.CancelAfter(LongestExplanation);
        try
        {
            return await goal.Explain(hub, [.. late.Select(result => result.Target)], both.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HubException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Dictionary<ObjectKey, string>();
        }
    }

    private HubException TimedOut(HubConnection hub, WaitResult<T> result, string why)
    {
        string state = result.Value is { } value ? goal.Describe(value) : result.IsKnown ? "not there" : "not known, because the hub did not tell it in that time";
        string when = timeout == TimeSpan.Zero ? "is not" : "was not";
        string after = timeout == TimeSpan.Zero ? " now" : string.Create(CultureInfo.InvariantCulture, $" after {timeout.TotalSeconds:0.#} s");
        return new HubException("WaitTimeout", $"The {kind.Noun} {result.Target} on hub {hub} {when} {goal.Name}{after}. Its last state: {state}.{(why.Length == 0 ? "" : $" {why}")}") { Advice = goal.Advice };
    }
}
