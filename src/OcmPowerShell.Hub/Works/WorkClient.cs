using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works.History;

namespace OcmPowerShell.Hub.Works;

/// <summary>Works on a hub: list, read, create, update, delete, wait.</summary>
public sealed class WorkClient
{
    private readonly HubConnection _hub;
    private readonly ResourceClient<Work> _works;

    /// <summary>Works of the hub that a connection leads to.</summary>
    public WorkClient(HubConnection hub) => (_hub, _works) = (hub, new ResourceClient<Work>(hub, Kinds.Works));

    /// <summary>Keeps what a change of a work's spec replaces.</summary>
    public WorkHistory History { get; init; } = WorkHistory.Default;

    /// <summary>Lists works as they arrive.</summary>
    /// <param name="cluster">A managed cluster; null for all.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="cancellationToken">Stops reading and closes the request.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async IAsyncEnumerable<Work> ListAsync(string? cluster = null, WorkQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        query ??= new WorkQuery();
        foreach ((ListOptions options, Func<Work, bool> counts) in query.ToLists())
        {
            await foreach (Work work in _works.ListAsync(cluster, options, query.IncludeJson, cancellationToken).ConfigureAwait(false))
            {
                if (counts(work))
                {
                    yield return work;
                }
            }
        }
    }

    /// <summary>Reads one work; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public Task<Work?> GetAsync(string cluster, string name, bool includeJson = false, CancellationToken cancellationToken = default) =>
        _works.GetAsync(new ObjectKey(cluster, name), includeJson, cancellationToken);

    /// <summary>Creates a work.</summary>
    /// <param name="cluster">The managed cluster.</param>
    /// <param name="name">The work's name.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the work may have been created all the same.</param>
    /// <exception cref="ApiStatusException">As the API answers: AlreadyExists, Forbidden, NotFound (the cluster) …</exception>
    public Task<Work> CreateAsync(string cluster, string name, WorkContent content, bool dryRun = false, CancellationToken cancellationToken = default) =>
        _works.CreateAsync(cluster, WorkBody.Create(name, content), dryRun, cancellationToken);

    /// <summary>
    /// Brings one cluster's work to what the content says: creates it, or changes the manifests, the feedback rules that
    /// were made for them, and the labels and annotations that the content names. Nothing else of it is touched.
    /// </summary>
    /// <exception cref="HubException"><c>ManagedByOther</c>, <c>WorkDeleting</c>, or as the API answers.</exception>
    public Task<(Work Work, ChangeAction Action)> CreateOrUpdateAsync(string cluster, string name, WorkContent content, bool dryRun = false, CancellationToken cancellationToken = default) =>
        CreateOrUpdateAsync(cluster, name, content, RefuseOthers, isNew: false, dryRun, cancellationToken);

    /// <summary>The same, where who calls says which works may be changed.</summary>
    /// <param name="cluster">The managed cluster.</param>
    /// <param name="name">The work's name.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="refuse">Given the work as it is now, whenever it is read: throws where it may not be changed.</param>
    /// <param name="isNew">Whether there was none: then it is created without a look, and read only where that was wrong.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException">As <paramref name="refuse"/> says, <c>WorkDeleting</c>, or as the API answers.</exception>
    internal Task<(Work Work, ChangeAction Action)> CreateOrUpdateAsync(
        string cluster, string name, WorkContent content, Action<Work> refuse, bool isNew, bool dryRun, CancellationToken cancellationToken)
    {
        WorkEdit edit = WorkEdit.To(content);
        return ResourceClient<Work>.RetryConflictsAsync(
            async () =>
            {
                byte[]? existing = isNew ? null : await _works.ReadAsync(new ObjectKey(cluster, name), cancellationToken).ConfigureAwait(false);
                isNew = false;
                return existing is not null
                    ? await UpdateAsync(existing, edit, refuse, null, dryRun, cancellationToken).ConfigureAwait(false)
                    : (await _works.CreateAsync(cluster, WorkBody.Create(name, content), dryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created);
            },
            cancellationToken);
    }

    /// <summary>Changes what is named of a work that exists, and nothing else. One that is as it should be is left alone.</summary>
    /// <param name="key">The work.</param>
    /// <param name="uid">Change only this very object; empty for whichever has the name.</param>
    /// <param name="edit">What is to change.</param>
    /// <param name="includeManaged">Whether works are changed too that an add-on, a replica set or the klusterlet keeps.</param>
    /// <param name="warn">Given what is taken but hardly meant, once for the state that is changed; any thread.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException"><c>NotFound</c>, <c>ManagedByOther</c>, <c>WorkDeleting</c>, <c>Conflict</c>: another object has the name now; or as the API answers.</exception>
    internal Task<(Work Work, ChangeAction Action)> ChangeAsync(
        ObjectKey key, string uid, WorkEdit edit, bool includeManaged = false, Action<IReadOnlyList<string>>? warn = null, bool dryRun = false, CancellationToken cancellationToken = default) =>
        ResourceClient<Work>.RetryConflictsAsync(
            async () =>
            {
                byte[] existing = await _works.ReadAsync(key, cancellationToken).ConfigureAwait(false) ?? throw Kinds.Works.NotFound(_hub, key);
                if (uid.Length > 0 && Parse(existing).Uid != uid)
                {
                    throw _works.Replaced(key);
                }

                List<string> warnings = [];
                (Work Work, ChangeAction Action) changed = await UpdateAsync(existing, edit, includeManaged ? _ => { } : RefuseOthers, warnings.Add, dryRun, cancellationToken).ConfigureAwait(false);
                warn?.Invoke(warnings);
                return changed;
            },
            cancellationToken);

    /// <summary>Asks the hub to delete a work. The agent then takes its resources off the cluster, and the work goes last.</summary>
    /// <param name="cluster">The managed cluster.</param>
    /// <param name="name">The work's name.</param>
    /// <param name="uid">Delete only this very object; empty for whichever has the name.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; deletion goes on.</param>
    /// <exception cref="ApiStatusException">As the API answers: NotFound, Forbidden, Conflict (another object has the name now) …</exception>
    public Task DeleteAsync(string cluster, string name, string uid = "", bool dryRun = false, CancellationToken cancellationToken = default) =>
        _works.DeleteAsync(new ObjectKey(cluster, name), uid, dryRun, cancellationToken);

    /// <summary>Waits for works, by watching them; each is returned once, when it gets there or when time is up.</summary>
    /// <param name="targets">The works.</param>
    /// <param name="goal">What to wait for.</param>
    /// <param name="timeout">For all of them together.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">The hub refused.</exception>
    public IAsyncEnumerable<WaitResult<Work>> WaitAsync(IReadOnlyCollection<Work> targets, WorkGoal goal, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        new ObjectWaiter<Work>(_works, goal.ToWaitGoal(), null).WaitAsync([.. targets.Select(WaitTarget<Work>.Of)], timeout, cancellationToken);

    /// <summary>Reports a work's changes from now on, beginning with each that exists, until cancelled.</summary>
    internal IAsyncEnumerable<WatchEvent<Work>> WatchAsync(string? cluster, WorkQuery query, CancellationToken cancellationToken) =>
        _works.WatchAsync(cluster, query.ToListOptions(), cancellationToken);

    private Work Parse(byte[] json) => _hub.Rest.Parse(bytes => WorkParser.Parse(bytes, _hub.Identity), json);

    private async Task<(Work Work, ChangeAction Action)> UpdateAsync(
        byte[] existing, WorkEdit edit, Action<Work> refuse, Action<string>? warn, bool dryRun, CancellationToken cancellationToken)
    {
        Work work = Parse(existing);
        refuse(work);
        if (work.Deleting)
        {
            throw new HubException("WorkDeleting", $"The work {work} on hub {_hub.Identity} is being deleted and cannot be changed. Wait until it is gone (Remove-OcmWork -Wait), then create it again.");
        }

        if (WorkUpdate.Patch(existing, work, edit, warn) is not { } patch)
        {
            return (work, ChangeAction.Unchanged);
        }

        if (!dryRun)
        {
            await History.KeepAsync(_hub, work, existing, patch, cancellationToken).ConfigureAwait(false);
        }

        return (await _works.PatchAsync(work.Key, patch, dryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Updated);
    }

    // Works that people and this module keep may be changed by who names their clusters.
    private static void RefuseOthers(Work work)
    {
        if (!Ownership.IsOurs(work.ManagedBy))
        {
            throw ManagedByOther(work);
        }
    }

    /// <summary>The refusal to change a work that a controller keeps.</summary>
    internal static HubException ManagedByOther(Work work) => new(
        "ManagedByOther",
        $"The work {work} on hub {work.Hub} belongs to {Keeper(work)}");

    private static string Keeper(Work work) => work.ManagedBy switch
    {
        ManagedBy.AddOn => $"the add-on '{work.Owner}', which undoes what is changed by hand and does not work without it.",
        ManagedBy.Klusterlet => "the cluster's own agent (klusterlet): without it the cluster falls off the fleet.",
        ManagedBy.ReplicaSet => $"the replica set '{work.Owner}', which undoes what is changed by hand: change the replica set.",
        _ => $"{work.ManagedBy}.",
    };
}
