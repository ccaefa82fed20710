using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>The works that a cmdlet waits for after it has sent all its changes, and how it tells of them.</summary>
internal sealed class WaitList(WorkGoal goal, TimeSpan timeout)
{
    private const int ProgressId = 0x0C31;

    private readonly ConcurrentDictionary<(HubConnection Hub, string Cluster, string Name), (Work Work, object Target)> _works = new();
    private Work? _latest;
    private int _left;

    /// <summary>Whether there is nothing to wait for.</summary>
    public bool IsEmpty => _works.IsEmpty;

    /// <summary>Adds a work. Any thread.</summary>
    /// <param name="hub">Its hub.</param>
    /// <param name="work">The work as it was left.</param>
    /// <param name="target">What the user passed for it.</param>
    public void Add(HubConnection hub, Work work, object target) => _works[(hub, work.Cluster, work.Name)] = (work, target);

    /// <summary>Starts waiting for all of them.</summary>
    /// <param name="bridge">Runs the watches.</param>
    /// <param name="reached">Given each that got there, on the pipeline thread.</param>
    /// <param name="warn">Given what is to be known of one that got there.</param>
    /// <param name="failed">Given each that did not, and what the user passed for it.</param>
    public void Start(PipelineBridge bridge, Action<Work> reached, Action<string> warn, Action<HubException, object> failed)
    {
        _left = _works.Count;
        foreach (var byHub in _works.GroupBy(pair => pair.Key.Hub))
        {
            HubConnection hub = byHub.Key;
            List<Work> works = byHub.Select(pair => pair.Value.Work).ToList();
            bridge.Run(async token =>
            {
                try
                {
                    var waiter = new WorkWaiter(hub, goal, work => _latest = work);
                    await foreach (WorkWaitResult result in waiter.WaitAsync(works, timeout, token).ConfigureAwait(false))
                    {
                        await bridge.PostAsync(() => Tell(hub, result, reached, warn, failed)).ConfigureAwait(false);
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
        int all = _works.Count;
        string latest = _latest is { } work ? $"; {work}: {(work.Message.Length > 0 ? work.Message : work.Status)}" : "";
        return new ProgressRecord(ProgressId, $"Waiting for {goal}", string.Create(CultureInfo.InvariantCulture, $"{all - _left} of {all} works{latest}"))
        {
            PercentComplete = all == 0 ? 100 : (all - _left) * 100 / all,
        };
    }

    private void Tell(HubConnection hub, WorkWaitResult result, Action<Work> reached, Action<string> warn, Action<HubException, object> failed)
    {
        _left--;
        object target = _works[(hub, result.Target.Cluster, result.Target.Name)].Target;
        switch (result.Outcome)
        {
            case WorkWaitOutcome.Reached:
                if (result.Warning.Length > 0)
                {
                    warn(result.Warning);
                }

                reached(result.Work);
                break;
            case WorkWaitOutcome.Gone:
                failed(new HubException("WorkGone", $"The work {result.Target} on hub {hub} was deleted while it was waited for."), target);
                break;
            case WorkWaitOutcome.Failed:
                failed(result.Error!, target);
                break;
            default:
                failed(TimedOut(hub, result), target);
                break;
        }
    }

    private HubException TimedOut(HubConnection hub, WorkWaitResult result)
    {
        string state = result.Work.Message.Length > 0 ? $"{result.Work.Status} ({result.Work.Message})" : result.Work.Status.ToString();
        string wanted = goal == WorkGoal.Deleted ? "gone" : goal.ToString();
        return new HubException("WaitTimeout", string.Create(CultureInfo.InvariantCulture, $"The work {result.Target} on hub {hub} was not {wanted} after {timeout.TotalSeconds:0.#} s. Its last state: {state}."));
    }
}
