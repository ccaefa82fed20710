using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>Managed clusters of a hub: list, read, create, change.</summary>
public sealed class ClusterClient
{
    private readonly ResourceClient<Cluster> _clusters;

    /// <summary>Clusters of the hub that a connection leads to.</summary>
    public ClusterClient(HubConnection hub) => _clusters = new ResourceClient<Cluster>(hub, Kinds.Clusters);

    /// <summary>Lists managed clusters as they arrive.</summary>
    /// <param name="labelSelector">A label selector in Kubernetes' syntax; null for all.</param>
    /// <param name="pageSize">Objects a page; null asks for all in one answer.</param>
    /// <param name="includeJson">Whether to keep each object's whole JSON.</param>
    /// <param name="cancellationToken">Stops reading and closes the request.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public IAsyncEnumerable<Cluster> ListAsync(string? labelSelector = null, int? pageSize = null, bool includeJson = false, CancellationToken cancellationToken = default) =>
        _clusters.ListAsync(null, new ListOptions { LabelSelector = labelSelector, PageSize = pageSize }, includeJson, cancellationToken);

    /// <summary>Reads one managed cluster; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public Task<Cluster?> GetAsync(string name, bool includeJson = false, CancellationToken cancellationToken = default) =>
        _clusters.GetAsync(new ObjectKey("", name), includeJson, cancellationToken);

    /// <summary>Makes a cluster known that has not joined yet.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="fields">What is to be so of it.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the cluster may have been created all the same.</param>
    /// <exception cref="HubException"><c>AlreadyExists</c>, <c>Forbidden</c>, or as the API answers.</exception>
    public Task<Cluster> CreateAsync(string name, ClusterUpdate fields, bool dryRun = false, CancellationToken cancellationToken = default) =>
        ExplainAsync(name, fields, () => _clusters.CreateAsync("", ClusterBody.Create(name, fields), dryRun, cancellationToken));

    /// <summary>Makes a cluster known, or changes one that is: what is named of it, nothing else.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    public Task<(Cluster Cluster, ChangeAction Action)> CreateOrUpdateAsync(string name, ClusterUpdate fields, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        var key = new ObjectKey("", name);
        return ExplainAsync(name, fields, () => ResourceClient<Cluster>.RetryConflictsAsync(
            async () => await _clusters.ReadAsync(key, cancellationToken).ConfigureAwait(false) is null
                ? (await _clusters.CreateAsync("", ClusterBody.Create(name, fields), dryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created)
                : await _clusters.ChangeAsync(key, "", state => ClusterBody.Patch(state, fields), dryRun, cancellationToken).ConfigureAwait(false),
            cancellationToken));
    }

    /// <summary>Changes what is named of a cluster, and nothing else; one that is so already is not written.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="uid">Only this very cluster; empty for whichever has the name.</param>
    /// <param name="fields">What is to be so of it.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException"><c>NotFound</c>; <c>Conflict</c>: another cluster has the name now; <c>Forbidden</c>; or as the API answers.</exception>
    public Task<(Cluster Cluster, ChangeAction Action)> UpdateAsync(string name, string uid, ClusterUpdate fields, bool dryRun = false, CancellationToken cancellationToken = default) =>
        ExplainAsync(name, fields, () => ChangeAsync(name, uid, state => ClusterBody.Patch(state, fields), dryRun, cancellationToken));

    /// <summary>Gives a cluster a taint. A cluster has one taint of a key: one that is there gets this value and effect, and a new time.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="uid">Only this very cluster; empty for whichever has the name.</param>
    /// <param name="key">The taint's key.</param>
    /// <param name="value">Its value; empty for none, null for the one that it has.</param>
    /// <param name="effect">Its effect.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException">As of <see cref="UpdateAsync"/>.</exception>
    public Task<(Cluster Cluster, ChangeAction Action)> AddTaintAsync(
        string name, string uid, string key, string? value, TaintEffect effect, bool dryRun = false, CancellationToken cancellationToken = default) =>
        ChangeAsync(name, uid, state => ClusterTaints.Put(state, key, value, effect.ToString()), dryRun, cancellationToken);

    /// <summary>Takes taints from a cluster.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="uid">Only this very cluster; empty for whichever has the name.</param>
    /// <param name="goes">Which of them; asked on any thread, and again when somebody else changes the cluster.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException">As of <see cref="UpdateAsync"/>.</exception>
    public Task<(Cluster Cluster, ChangeAction Action)> RemoveTaintsAsync(
        string name, string uid, Func<Taint, bool> goes, bool dryRun = false, CancellationToken cancellationToken = default) =>
        ChangeAsync(name, uid, state => ClusterTaints.Remove(state, goes), dryRun, cancellationToken);

    /// <summary>Has placements give a cluster up, and not choose it, until <see cref="ResumeAsync"/>.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="uid">Only this very cluster; empty for whichever has the name.</param>
    /// <param name="reason">Why; null leaves the reason of one that is suspended already.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException">As of <see cref="UpdateAsync"/>.</exception>
    public Task<(Cluster Cluster, ChangeAction Action)> SuspendAsync(string name, string uid, string? reason, bool dryRun = false, CancellationToken cancellationToken = default) =>
        ChangeAsync(name, uid, state => ClusterTaints.Put(state, Suspension.TaintKey, reason, Suspension.Effect), dryRun, cancellationToken);

    /// <summary>Lets placements choose a cluster again that was suspended.</summary>
    /// <exception cref="HubException">As of <see cref="UpdateAsync"/>.</exception>
    public Task<(Cluster Cluster, ChangeAction Action)> ResumeAsync(string name, string uid, bool dryRun = false, CancellationToken cancellationToken = default) =>
        RemoveTaintsAsync(name, uid, taint => taint.Key == Suspension.TaintKey, dryRun, cancellationToken);

    private Task<(Cluster Cluster, ChangeAction Action)> ChangeAsync(
        string name, string uid, Func<JsonObject, JsonObject?> patchOf, bool dryRun, CancellationToken cancellationToken) =>
        _clusters.ChangeAsync(new ObjectKey("", name), uid, patchOf, dryRun, cancellationToken);

    private static async Task<T> ExplainAsync<T>(string name, ClusterUpdate fields, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ApiStatusException refusal) when (ClusterErrors.Explain(refusal, name, fields) is var told && told != refusal)
        {
            throw told;
        }
    }
}
