using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters.Feedback;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>One run of a work agent: brings one work after the other to where it should be.</summary>
internal sealed class WorkReconciler
{
    private const string Finalizer = "cluster.open-cluster-management.io/manifest-work-cleanup";

    private readonly ManagedCluster _cluster;
    private readonly IResourceClient _hub;
    private readonly IResourceClient _client;
    private readonly AgentOptions _options;
    private readonly AppliedWorks _applied;
    private readonly ManifestApplier _applier;
    private readonly WorkStatus _status;
    private readonly ObjectInterest _interest;
    private readonly Dictionary<string, WorkState> _states = [];

    // The version of each work that this agent wrote last.
    private readonly ConcurrentDictionary<string, string?> _written = new(StringComparer.Ordinal);

    public WorkReconciler(ManagedCluster cluster, IResourceClient hub, AgentOptions options, ReconcileLoop loop)
    {
        _cluster = cluster;
        _hub = hub;
        _options = options;
        _client = cluster.ClientFor("work-agent");
        _applied = new AppliedWorks(_client, cluster.Kinds, options.HubHash, cluster.AgentId);
        _applier = new ManifestApplier(_client, cluster.Kinds);
        _status = new WorkStatus(_client, cluster.Kinds, new StatusFeedback(options.RawFeedback), options.Time);
        _interest = new ObjectInterest(_client, cluster.Kinds, loop);
    }

    private DateTimeOffset Now => _options.Time.GetUtcNow();

    /// <summary>Whether a work is as this agent itself has just written it, which says nothing new. Any thread.</summary>
    public bool Wrote(JsonObject work) => _written.TryGetValue(work.Name(), out var version) && version == VersionOf(work);

    /// <summary>Does what a work needs now; returns when to look again, or null for when something changes.</summary>
    public TimeSpan? Reconcile(string name)
    {
        var work = _hub.Get(OcmTypes.ManifestWork, _cluster.Name, name);
        if (work is not null && !work.IsDeleting() && !work.HasFinalizer(Finalizer))
        {
            // Nothing is applied before it is certain that the agent will be asked to clean up.
            work = _hub.Change(OcmTypes.ManifestWork, _cluster.Name, name, value => !value.IsDeleting() && value.AddFinalizer(Finalizer));
        }

        if (work is null)
        {
            // Gone though it had the finalizer: somebody forced it. What it applied stays on the cluster; a real agent
            // evicts it after an hour, this one does not.
            Forget(name);
            return null;
        }

        if (work.IsDeleting())
        {
            CleanUp(work, name);
            return null;
        }

        if (!_states.TryGetValue(name, out var state))
        {
            _states[name] = state = new WorkState();
        }

        if (IsComplete(work))
        {
            // A work that is complete is never applied again, whatever its spec says now.
            state.Results = null;
        }
        else if ((state.Generation != work.Generation() || state.ApplyDue <= Now) && !Apply(work, state))
        {
            return null;
        }

        DropPending(work, state);
        return WriteStatus(work, state);
    }

    private static string? VersionOf(JsonObject work) => work.TextAt("metadata", "resourceVersion");

    private static bool IsComplete(JsonObject work) =>
        ConditionList.IsTrue(work.ArrayAt("status", "conditions"), ConditionRules.Complete);

    private bool Apply(JsonObject work, WorkState state)
    {
        var applied = _applied.Ensure(work);
        if (applied.IsDeleting())
        {
            // Somebody deleted it on the cluster: that takes everything down first, and then the work is applied anew.
            var pending = _applied.Remove(work.Name());
            if (pending.Count > 0)
            {
                Listen(work.Name(), [], pending);
                return false;
            }

            applied = _applied.Ensure(work);
        }

        var results = _applier.Apply(work, Ownership.Of(applied));
        state.Results = results;
        state.Generation = work.Generation();
        state.Failures = results.All(result => result.Error is null) ? 0 : state.Failures + 1;
        state.ApplyDue = state.Failures == 0 ? DateTimeOffset.MaxValue : Now + _options.Retry.After(state.Failures);
        state.Pending = _applied.Track(applied, Existing(results));
        Listen(work.Name(), results, state.Pending);
        return true;
    }

    /// <summary>What of the manifests is on the cluster, whether or not applying went well.</summary>
    private List<AppliedResource> Existing(IReadOnlyList<ManifestResult> results)
    {
        List<AppliedResource> existing = [];
        foreach (var (meta, type, _, _) in results)
        {
            if (type is not null && meta.IsComplete && Find(meta, type) is { } value
                && existing.All(item => item.Identity != (meta.Group, meta.Resource, meta.Namespace, meta.Name)))
            {
                existing.Add(new(meta.Group, meta.Version, meta.Resource, meta.Namespace, meta.Name, value.Uid()));
            }
        }

        return existing;
    }

    private JsonObject? Find(ResourceMeta meta, ResourceType type) =>
        type.Namespaced && meta.Namespace.Length == 0
            ? null
            : _client.Get(type, type.Namespaced ? meta.Namespace : null, meta.Name);

    private void Listen(string work, IEnumerable<ManifestResult> results, IEnumerable<AppliedResource> pending) =>
        _interest.Set(work,
        [
            .. results.Where(result => result.Meta.IsComplete)
                .Select(result => (result.Meta.Group, result.Meta.Version, result.Meta.Resource, result.Meta.Namespace, result.Meta.Name)),
            .. pending.Select(item => (item.Group, item.Version, item.Resource, item.Namespace, item.Name)),
        ]);

    /// <summary>Takes what finalizers no longer hold off the list of applied resources.</summary>
    private void DropPending(JsonObject work, WorkState state)
    {
        if (state.Pending.Count > 0 && state.Results is { } results)
        {
            state.Pending = _applied.Track(_applied.Ensure(work), Existing(results));
        }
    }

    private TimeSpan? WriteStatus(JsonObject work, WorkState state)
    {
        var now = Now;
        var wait = state.StatusWritten + _options.StatusInterval - now;
        if (state.StatusWritten > DateTimeOffset.MinValue && wait > TimeSpan.Zero)
        {
            return Earlier(wait, UntilApply(state, now));
        }

        string? before = null;
        var changed = false;
        var written = _hub.ChangeStatus(OcmTypes.ManifestWork, _cluster.Name, work.Name(), current =>
        {
            before = VersionOf(current);
            changed = current.IsDeleting() || (state.Results is not null && current.Generation() != state.Generation);
            if (!changed)
            {
                _status.Refresh(current, state.Results);
            }
        });
        if (written is null || changed)
        {
            // The hub's watch tells of this as well; asking again now saves the detour.
            return TimeSpan.Zero;
        }

        if (VersionOf(written) != before)
        {
            _written[work.Name()] = VersionOf(written);
            state.StatusWritten = now;
        }

        NoteDrift(state, now);
        return UntilApply(state, now);
    }

    /// <summary>Plans to apply again when an object is not what was applied: later, as the real agent's resync does it.</summary>
    private void NoteDrift(WorkState state, DateTimeOffset now)
    {
        if (state.ApplyDue == DateTimeOffset.MaxValue && state.Results?.Any(HasDrifted) == true)
        {
            state.ApplyDue = now + _options.ResyncInterval;
        }
    }

    private bool HasDrifted(ManifestResult result) =>
        result is { Type: { } type, Content: { } content }
        && (Find(result.Meta, type) is not { } value || ManifestApplier.ContentOf(value) != content);

    private static TimeSpan? UntilApply(WorkState state, DateTimeOffset now) =>
        state.ApplyDue == DateTimeOffset.MaxValue ? null : state.ApplyDue - now;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;

    private void CleanUp(JsonObject work, string name)
    {
        _states.Remove(name);
        _written.TryRemove(name, out _);
        if (!work.HasFinalizer(Finalizer))
        {
            _interest.Set(name, []);
            return;
        }

        if (_applied.Exists(name))
        {
            _hub.ChangeStatus(OcmTypes.ManifestWork, _cluster.Name, name, current => ConditionList.Set(
                current.Child("status").List("conditions"),
                new("Deleting", Condition.True, "WorkDeleting", "ManifestWork is being deleted", current.Generation()),
                Now));
            var pending = _applied.Remove(name);
            Listen(name, [], pending);
            if (pending.Count > 0)
            {
                return;
            }
        }

        _interest.Set(name, []);
        _hub.Change(OcmTypes.ManifestWork, _cluster.Name, name, value => value.RemoveFinalizer(Finalizer));
    }

    private void Forget(string name)
    {
        _states.Remove(name);
        _written.TryRemove(name, out _);
        _interest.Set(name, []);
    }
}
