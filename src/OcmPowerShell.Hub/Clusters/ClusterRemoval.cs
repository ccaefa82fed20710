using System.Globalization;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>
/// Takes a managed cluster off its hub, in the order that leaves nothing behind while its agent still works for the hub:
/// placements let go of it, its works go and with them their resources, its add-ons go, then the cluster. Each step waits for
/// the one before. What a time-out leaves undone, a second run goes on with.
/// </summary>
internal sealed class ClusterRemoval
{
    /// <summary>Keeps placements from a cluster that is being removed.</summary>
    public const string Taint = "ocmpowershell.io/removing";

    private const string ForceHint = " Nothing but its agent can take the works' resources off the cluster. If it never comes back, -RemoveFinalizer removes it from the hub and leaves them there.";

    private static readonly ResourceKind<BareObject> AddOnKind =
        new(ResourcePath.ManagedClusterAddOns, "add-on", "Get-OcmAddOn", BareObject.Parse) { IsNamespaced = true };

    private readonly HubConnection _hub;
    private readonly ClusterRemovalPlan _plan;
    private readonly TimeSpan _timeout;
    private readonly long _until;
    private volatile string _step = "";
    private Func<string> _left = () => "";

    /// <param name="hub">The hub.</param>
    /// <param name="plan">What is to go.</param>
    /// <param name="timeout">For the whole.</param>
    public ClusterRemoval(HubConnection hub, ClusterRemovalPlan plan, TimeSpan timeout) =>
        (_hub, _plan, _timeout, _until) = (hub, plan, timeout, Environment.TickCount64 + (long)timeout.TotalMilliseconds);

    /// <summary>Whether to wait until the cluster itself is gone.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether to take finalizers off what does not go: at once where no agent is there, else when time is up.</summary>
    public bool RemovesFinalizers { get; init; }

    /// <summary>Whether to ask the server only.</summary>
    public bool DryRun { get; init; }

    /// <summary>The hub needs a moment to see a change of its objects; what takes longer than this does not come at all.</summary>
    public TimeSpan HubPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told what is to be known; any thread.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Where it is, for progress and the time-out's error; empty before it begins.</summary>
    public string State => _left() is { Length: > 0 } left ? $"{_step}, {left}" : _step;

    private TimeSpan Remaining => TimeSpan.FromMilliseconds(Math.Max(0, _until - Environment.TickCount64));

    private bool StripsAtOnce => RemovesFinalizers && !_plan.IsAlive;

    /// <summary>Reads what there is of a cluster.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="name">The cluster's name.</param>
    /// <param name="uid">Only this very one; empty for whichever has the name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException"><c>Conflict</c>: another has the name now; or as the API answers.</exception>
    public static async Task<ClusterRemovalPlan> PlanAsync(HubConnection hub, string name, string uid, CancellationToken cancellationToken)
    {
        ResourceClient<Cluster> clusters = Kinds.Clusters.On(hub);
        Cluster? cluster = await clusters.GetAsync(new ObjectKey("", name), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (cluster is not null && uid.Length > 0 && cluster.Uid != uid)
        {
            throw clusters.Replaced(cluster.Key);
        }

        return new ClusterRemovalPlan(
            name,
            cluster,
            await ListAsync(hub, Kinds.Works, name, cancellationToken).ConfigureAwait(false),
            await ListAsync(hub, AddOnKind, name, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Removes it.</summary>
    /// <exception cref="HubException"><c>WaitTimeout</c> with what is left; or as the API answers.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_timeout > TimeSpan.Zero)
        {
            // Finalizers are taken off when time is up, which takes some more.
            limit.CancelAfter(RemovesFinalizers ? _timeout + (3 * HubPatience) : _timeout);
        }

        try
        {
            await RunStepsAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OutOfTime();
        }
    }

    private async Task RunStepsAsync(CancellationToken cancellationToken)
    {
        if (DryRun)
        {
            await new RemovalStep<Work>(_hub, Kinds.Works, _plan.Works.Where(ClusterRemovalPlan.IsOwn), Describe).DeleteAsync(true, cancellationToken).ConfigureAwait(false);
            await new RemovalStep<BareObject>(_hub, AddOnKind, _plan.AddOns, Describe).DeleteAsync(true, cancellationToken).ConfigureAwait(false);
            await new RemovalStep<Cluster>(_hub, Kinds.Clusters, _plan.Cluster is { } one ? [one] : [], Describe).DeleteAsync(true, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_plan.Cluster is { Deleting: false } cluster)
        {
            await LeavePlacementsAsync(cluster, cancellationToken).ConfigureAwait(false);
        }

        List<Work> works = await ListAsync(_hub, Kinds.Works, _plan.Name, cancellationToken).ConfigureAwait(false);
        await RemoveAsync("step 1 of 3, works", Kinds.Works, works.Where(ClusterRemovalPlan.IsOwn), Describe, cancellationToken).ConfigureAwait(false);
        List<BareObject> addOns = await ListAsync(_hub, AddOnKind, _plan.Name, cancellationToken).ConfigureAwait(false);
        await RemoveAsync("step 2 of 3, add-ons", AddOnKind, addOns, Describe, cancellationToken).ConfigureAwait(false);
        if (StripsAtOnce)
        {
            // No agent and no add-on manager takes these away, and the hub would wait for them.
            works = await ListAsync(_hub, Kinds.Works, _plan.Name, cancellationToken).ConfigureAwait(false);
            await RemoveAsync("step 2 of 3, works of add-ons", Kinds.Works, works, Describe, cancellationToken).ConfigureAwait(false);
        }

        if (_plan.Cluster is not null)
        {
            await RemoveClusterAsync(_plan.Cluster, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets placements go of the cluster, so that nobody delivers anew what is taken away.</summary>
    private async Task LeavePlacementsAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        _step = "before step 1, placements let go of it";
        await Kinds.Clusters.On(_hub).ChangeAsync(
            cluster.Key,
            cluster.Uid,
            state => state.At("metadata", "deletionTimestamp") is null ? ClusterTaints.Put(state, Taint, null, Suspension.Effect) : null,
            false,
            cancellationToken).ConfigureAwait(false);
        try
        {
            TimeSpan patience = Remaining < HubPatience ? Remaining : HubPatience;
            await foreach (DrainResult result in new DrainWatch(_hub, [cluster.Name]).WaitAsync(patience, cancellationToken).ConfigureAwait(false))
            {
                if (!result.IsDrained)
                {
                    string by = result.SelectedBy is { } selecting ? ClusterRemovalPlan.List(selecting) : "a placement, for all that could be seen";
                    Warn($"The cluster '{cluster.Name}' has the taint {Taint}, but is still selected by {by}. What that delivers goes when the cluster itself does.");
                }
            }
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            Warn($"Whether placements still select the cluster '{cluster.Name}' could not be looked at. {exception.Message}");
        }
    }

    private async Task RemoveAsync<T>(string name, ResourceKind<T> kind, IEnumerable<T> items, Func<T, string> describe, CancellationToken cancellationToken)
        where T : HubObject
    {
        var step = new RemovalStep<T>(_hub, kind, items, describe);
        (_left, _step) = (step.Left, name);
        if (step.Left().Length == 0)
        {
            return;
        }

        await step.DeleteAsync(false, cancellationToken).ConfigureAwait(false);
        if (StripsAtOnce || (!await step.WaitAsync(Remaining, cancellationToken).ConfigureAwait(false) && RemovesFinalizers))
        {
            await step.StripAsync(cancellationToken).ConfigureAwait(false);
        }

        if (step.Left().Length > 0)
        {
            throw OutOfTime();
        }
    }

    private async Task RemoveClusterAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var step = new RemovalStep<Cluster>(_hub, Kinds.Clusters, [cluster], Describe);
        (_left, _step) = (step.Left, "step 3 of 3, the cluster");
        await step.DeleteAsync(false, cancellationToken).ConfigureAwait(false);
        if (RemovesFinalizers)
        {
            // The hub takes off its own, and what it gave the cluster with them, when nothing is left; it should be let.
            if (!await step.WaitAsync(StripsAtOnce || Remaining < HubPatience ? HubPatience : Remaining, cancellationToken).ConfigureAwait(false))
            {
                await RemoveAsync("step 3 of 3, what came meanwhile", AddOnKind, await ListAsync(_hub, AddOnKind, _plan.Name, cancellationToken).ConfigureAwait(false), Describe, cancellationToken).ConfigureAwait(false);
                await RemoveAsync("step 3 of 3, what came meanwhile", Kinds.Works, await ListAsync(_hub, Kinds.Works, _plan.Name, cancellationToken).ConfigureAwait(false), Describe, cancellationToken).ConfigureAwait(false);
                await step.StripAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        else if (Waits && !await step.WaitAsync(Remaining, cancellationToken).ConfigureAwait(false))
        {
            throw OutOfTime();
        }
    }

    private HubException OutOfTime()
    {
        string taint = _plan.Cluster is { Deleting: false } && !_step.StartsWith("step 3", StringComparison.Ordinal) ? $" Until then the taint {Taint} keeps it out of placements." : "";
        string dead = _plan.IsAlive || RemovesFinalizers ? "" : $" The cluster {(_plan.Cluster is { } cluster ? $"is {cluster.Status}." : "itself is gone from the hub.")}{ForceHint}";
        return new HubException("WaitTimeout", string.Create(
            CultureInfo.InvariantCulture,
            $"The managed cluster '{_plan.Name}' on hub {_hub} was not removed within {_timeout.TotalSeconds:0.#} s. Its last state: {State}.{dead} Run Remove-OcmCluster again to go on from there.{taint}"))
        {
            Advice = "Wait longer with -TimeoutSec. What keeps a work, Get-OcmWorkManifest shows.",
        };
    }

    private static async Task<List<T>> ListAsync<T>(HubConnection hub, ResourceKind<T> kind, string? @namespace, CancellationToken cancellationToken)
        where T : HubObject
    {
        List<T> items = [];
        await foreach (T item in kind.On(hub).ListAsync(@namespace, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            items.Add(item);
        }

        return items;
    }

    private static string Describe(Work work) => work.Message.Length > 0 ? $"{work.Status}: {work.Message}" : work.Status.ToString();

    private static string Describe(BareObject value) => value.Finalizers.Count > 0 ? $"held by {string.Join(", ", value.Finalizers)}" : "";

    private static string Describe(Cluster cluster) => ClusterGoals.Describe(cluster);
}
