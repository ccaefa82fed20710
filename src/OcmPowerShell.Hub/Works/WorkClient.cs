using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>Works on a hub: list, read, create, update, delete, wait.</summary>
public sealed class WorkClient
{
    // As client-go's DefaultRetry: the agent writes status and finalizers often, so a conflict is usually its doing.
    private const int ConflictTries = 5;

    private readonly HubConnection _hub;

    /// <summary>Works of the hub that a connection leads to.</summary>
    public WorkClient(HubConnection hub) => _hub = hub;

    /// <summary>Lists works as they arrive.</summary>
    /// <param name="cluster">A managed cluster; null for all.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="cancellationToken">Stops reading and closes the request.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public IAsyncEnumerable<Work> ListAsync(string? cluster = null, WorkQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new WorkQuery();
        bool includeJson = query.IncludeJson;
        return _hub.Rest.ListAsync(ResourcePath.ManifestWorks, cluster, query.ToListOptions(), json => WorkParser.Parse(json, _hub.Identity, includeJson), null, cancellationToken);
    }

    /// <summary>Reads one work; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async Task<Work?> GetAsync(string cluster, string name, bool includeJson = false, CancellationToken cancellationToken = default)
    {
        byte[]? json = await _hub.Rest.GetAsync(ResourcePath.ManifestWorks.Object(cluster, name), cancellationToken).ConfigureAwait(false);
        return json is null ? null : Parse(json, includeJson);
    }

    /// <summary>Creates a work.</summary>
    /// <param name="cluster">The managed cluster.</param>
    /// <param name="name">The work's name.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the work may have been created all the same.</param>
    /// <exception cref="ApiStatusException">As the API answers: AlreadyExists, Forbidden, NotFound (the cluster) …</exception>
    public async Task<Work> CreateAsync(string cluster, string name, WorkContent content, bool dryRun = false, CancellationToken cancellationToken = default) =>
        await CreateAsync(cluster, WorkBody.Create(name, content), dryRun, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Brings one cluster's work to what the content says: creates it, or changes the manifests, the feedback rules that
    /// were made for them, and the labels and annotations that the content names. Nothing else of it is touched.
    /// </summary>
    /// <exception cref="HubException"><c>ManagedByOther</c>, <c>WorkDeleting</c>, or as the API answers.</exception>
    public async Task<(Work Work, WorkAction Action)> CreateOrUpdateAsync(string cluster, string name, WorkContent content, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        byte[] body = WorkBody.Create(name, content);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                byte[]? existing = await _hub.Rest.GetAsync(ResourcePath.ManifestWorks.Object(cluster, name), cancellationToken).ConfigureAwait(false);
                return existing is null
                    ? (await CreateAsync(cluster, body, dryRun, cancellationToken).ConfigureAwait(false), WorkAction.Created)
                    : await UpdateAsync(existing, content, dryRun, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiStatusException exception) when (exception.Status.Reason is "Conflict" or "AlreadyExists" && attempt < ConflictTries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10 * attempt * (1 + Random.Shared.NextDouble())), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks the hub to delete a work. The agent then takes its resources off the cluster, and the work goes last.</summary>
    /// <param name="cluster">The managed cluster.</param>
    /// <param name="name">The work's name.</param>
    /// <param name="uid">Delete only this very object; empty for whichever has the name.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; deletion goes on.</param>
    /// <exception cref="ApiStatusException">As the API answers: NotFound, Forbidden, Conflict (another object has the name now) …</exception>
    public Task DeleteAsync(string cluster, string name, string uid = "", bool dryRun = false, CancellationToken cancellationToken = default) =>
        _hub.Rest.DeleteAsync(ResourcePath.ManifestWorks, cluster, name, uid, dryRun, cancellationToken);

    /// <summary>Waits for works, by watching them; each is returned once, when it gets there or when time is up.</summary>
    /// <param name="targets">The works.</param>
    /// <param name="goal">What to wait for.</param>
    /// <param name="timeout">For all of them together.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">The hub refused.</exception>
    public IAsyncEnumerable<WorkWaitResult> WaitAsync(IReadOnlyCollection<Work> targets, WorkGoal goal, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        new WorkWaiter(_hub, goal, null).WaitAsync(targets, timeout, cancellationToken);

    /// <summary>Reports a work's changes from now on, beginning with each that exists, until cancelled.</summary>
    internal IAsyncEnumerable<WatchEvent<Work>> WatchAsync(string? cluster, WorkQuery query, CancellationToken cancellationToken) =>
        new ResourceWatcher<Work>(_hub, ResourcePath.ManifestWorks, json => WorkParser.Parse(json, _hub.Identity), work => $"{work.Cluster}/{work.Name}")
            .WatchAsync(cluster, query.ToListOptions(), cancellationToken);

    private async Task<Work> CreateAsync(string cluster, byte[] body, bool dryRun, CancellationToken cancellationToken)
    {
        byte[] created = await _hub.Rest.CreateAsync(ResourcePath.ManifestWorks, cluster, body, dryRun, cancellationToken).ConfigureAwait(false);
        return Parse(created);
    }

    private async Task<(Work Work, WorkAction Action)> UpdateAsync(byte[] existing, WorkContent content, bool dryRun, CancellationToken cancellationToken)
    {
        Work work = Parse(existing);
        if (work.ManagedBy is not (ManagedBy.User or ManagedBy.Placement))
        {
            throw ManagedByOther(work);
        }

        if (work.Deleting)
        {
            throw new HubException("WorkDeleting", $"The work {work} on hub {_hub.Identity} is being deleted and cannot be changed. Wait until it is gone (Remove-OcmWork -Wait), then create it again.");
        }

        if (WorkUpdate.Patch(existing, work, content) is not { } patch)
        {
            return (work, WorkAction.Unchanged);
        }

        byte[] updated = await _hub.Rest.MergePatchAsync(ResourcePath.ManifestWorks, work.Cluster, work.Name, patch, dryRun, cancellationToken).ConfigureAwait(false);
        return (Parse(updated), WorkAction.Updated);
    }

    private Work Parse(byte[] work, bool includeJson = false) => _hub.Rest.Parse(json => WorkParser.Parse(json, _hub.Identity, includeJson), work);

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
