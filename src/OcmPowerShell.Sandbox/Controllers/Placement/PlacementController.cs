using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Placement;

/// <summary>OCM's placement controller: asks the scheduler and writes what it says, whenever something it looks at changes.</summary>
/// <param name="hub">The hub, as <c>placement</c>.</param>
/// <param name="backoff">Pause before a placement that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class PlacementController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    /// <summary>Timers do not reach arbitrarily far; looking in between does no harm.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly PlacementWriter _writer = new(hub, time);

    public string Name => "placement controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        using var view = new PlacementView(hub);
        view.Follow(loop);
        await loop.RunAsync(key => Reconcile(view, key, cancellationToken));
    }

    private TimeSpan? Reconcile(PlacementView view, string key, CancellationToken cancellationToken)
    {
        if (key.Split('/') is not [var @namespace, var name] || hub.Get(OcmTypes.Placement, @namespace, name) is not { } placement)
        {
            return null;
        }

        var facts = PlacementFacts.Parse(placement);
        if (facts.IsIgnored)
        {
            return null;
        }

        var result = Scheduler.Schedule(view.Snapshot(facts, time.GetUtcNow()), cancellationToken);
        if (result.Failure is not null)
        {
            // A set whose selector cannot be read. As on a real hub everything stays until somebody changes the set.
            return null;
        }

        _writer.Write(placement, result, view.DecisionsOf(facts));
        var wait = result.RequeueAt - time.GetUtcNow();
        return wait > LongestWait ? LongestWait : wait;
    }
}
