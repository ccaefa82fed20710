using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>Makes, changes and deletes replica sets on a hub, and says what a refusal means.</summary>
/// <param name="hub">The hub.</param>
internal sealed class ReplicaSetWriter(HubConnection hub)
{
    private readonly ResourceClient<WorkReplicaSet> _sets = Kinds.ReplicaSets.On(hub);

    /// <summary>Creates a replica set.</summary>
    /// <param name="key">Its namespace and name.</param>
    /// <param name="change">What it is to have.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException"><c>AlreadyExists</c>, <c>NotFound</c>: the namespace; or as the API answers.</exception>
    public async Task<WorkReplicaSet> CreateAsync(ObjectKey key, ReplicaSetChange change, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            return await _sets.CreateAsync(key.Namespace, ReplicaSetBody.Create(key, change), dryRun, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal)
        {
            throw Explain(refusal, key);
        }
    }

    /// <summary>Creates a replica set, or changes what is named of one that exists.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    public async Task<(WorkReplicaSet Set, ChangeAction Action)> CreateOrChangeAsync(ObjectKey key, ReplicaSetChange change, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            return await ResourceClient<WorkReplicaSet>.RetryConflictsAsync(
                async () => await _sets.ReadAsync(key, cancellationToken).ConfigureAwait(false) is null
                    ? (await _sets.CreateAsync(key.Namespace, ReplicaSetBody.Create(key, change), dryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created)
                    : await ChangeAsync(key, "", change, dryRun, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal)
        {
            throw Explain(refusal, key);
        }
    }

    /// <summary>Changes what is named of a replica set, and nothing else.</summary>
    /// <param name="key">The replica set.</param>
    /// <param name="uid">Only this very object; empty for whichever has the name.</param>
    /// <param name="change">What is to change.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The replica set as it is then; what its status said of before, it no longer says.</returns>
    /// <exception cref="HubException"><c>NotFound</c>, <c>Conflict</c>, <c>WorkReplicaSetDeleting</c>, or as the API answers.</exception>
    public async Task<(WorkReplicaSet Set, ChangeAction Action)> ChangeAsync(ObjectKey key, string uid, ReplicaSetChange change, bool dryRun, CancellationToken cancellationToken)
    {
        bool outdated = false;
        (WorkReplicaSet set, ChangeAction action) = await _sets.ChangeAsync(
            key,
            uid,
            state =>
            {
                JsonObject? patch = change.PatchOf(Living(state, key));
                outdated = patch is not null && ReplicaSetChange.OutdatesStatus(state, patch);
                return patch;
            },
            dryRun,
            cancellationToken).ConfigureAwait(false);
        if (outdated && set.Conditions.Count > 0)
        {
            set.RolledOut = set.ManifestworkApplied = null;
            (set.Status, set.Message) = ReplicaSetState.Of(set);
        }

        return (set, action);
    }

    /// <summary>Asks the hub to delete a replica set.</summary>
    /// <param name="set">This very object.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; deletion goes on.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="HubException">As the API answers.</exception>
    public async Task<bool> DeleteAsync(WorkReplicaSet set, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            await _sets.DeleteAsync(set.Key, set.Uid, dryRun, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HubException exception) when (exception.ErrorId == "NotFound")
        {
            // Somebody else was faster; gone is what was asked for.
            return false;
        }
    }

    /// <summary>Takes the controller's finalizer off a replica set that is being deleted. Others' finalizers stay.</summary>
    /// <exception cref="HubException">As the API answers.</exception>
    public async Task RemoveFinalizerAsync(WorkReplicaSet set, CancellationToken cancellationToken)
    {
        try
        {
            await _sets.ChangeAsync(set.Key, set.Uid, WithoutFinalizer, dryRun: false, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.ErrorId is "NotFound" or "Conflict" && exception is not ApiStatusException { Status.Reason: "Conflict" })
        {
            // It has gone by itself.
        }
    }

    private static JsonObject? WithoutFinalizer(JsonObject state)
    {
        IReadOnlyList<string> finalizers = state.TextsAt("metadata", "finalizers");
        if (!finalizers.Contains(ReplicaSetBody.Finalizer))
        {
            return null;
        }

        JsonNode[] rest = [.. finalizers.Where(finalizer => finalizer != ReplicaSetBody.Finalizer).Select(finalizer => JsonValue.Create(finalizer))];
        return new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = rest.Length == 0 ? null : new JsonArray(rest) } };
    }

    private JsonObject Living(JsonObject state, ObjectKey key) => state.At("metadata", "deletionTimestamp") is null ? state
        : throw new HubException("WorkReplicaSetDeleting", $"The replica set '{key}' on hub {hub} is being deleted and cannot be changed. Wait until it is gone (Wait-OcmWorkReplicaSet -For Deleted), then create it again.");

    private HubException Explain(ApiStatusException refusal, ObjectKey key) => refusal.Status switch
    {
        { Reason: "NotFound", Kind: "namespaces" } =>
            new HubException("NotFound", $"The hub {hub} has no namespace '{key.Namespace}', which the replica set is to be in with its placements. Get-OcmPlacement lists the placements there are.", refusal),
        { Reason: "AlreadyExists" } => new HubException(
            "AlreadyExists", $"The replica set '{key}' already exists on hub {hub} and was left as it is. Use -Force to update it, or Set-OcmWorkReplicaSet to change a part of it.", refusal),
        _ => refusal,
    };
}
