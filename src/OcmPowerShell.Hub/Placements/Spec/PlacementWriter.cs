using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Makes and changes placements on a hub, and says what a refusal means.</summary>
/// <param name="hub">The hub.</param>
internal sealed class PlacementWriter(HubConnection hub)
{
    private readonly ResourceClient<Placement> _placements = Kinds.Placements.On(hub);

    /// <summary>Creates a placement.</summary>
    /// <param name="placement">The whole object.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException"><c>AlreadyExists</c>, <c>NotFound</c>: the namespace; or as the API answers.</exception>
    public async Task<Placement> CreateAsync(JsonObject placement, bool dryRun, CancellationToken cancellationToken)
    {
        ObjectKey key = KeyOf(placement);
        try
        {
            return await _placements.CreateAsync(key.Namespace, placement, dryRun, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal)
        {
            throw Explain(refusal, key);
        }
    }

    /// <summary>Creates a placement, or replaces the spec of one that exists.</summary>
    /// <param name="placement">The whole object.</param>
    /// <param name="paused">Whether it is to be paused; null for as it is.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">As the API answers.</exception>
    public async Task<(Placement Placement, ChangeAction Action)> CreateOrReplaceAsync(JsonObject placement, bool? paused, bool dryRun, CancellationToken cancellationToken)
    {
        ObjectKey key = KeyOf(placement);
        try
        {
            return await ResourceClient<Placement>.RetryConflictsAsync(
                async () => await _placements.ReadAsync(key, cancellationToken).ConfigureAwait(false) is null
                    ? (await _placements.CreateAsync(key.Namespace, placement, dryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created)
                    : await _placements.ChangeAsync(key, "", state => PlacementEdit.Replace(Living(state, key), placement, paused), dryRun, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal)
        {
            throw Explain(refusal, key);
        }
    }

    /// <summary>Changes what is named of a placement, and nothing else.</summary>
    /// <param name="key">The placement.</param>
    /// <param name="uid">Only this very object; empty for whichever has the name.</param>
    /// <param name="change">Makes the merge patch for a state; null when nothing changes.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">As <paramref name="change"/> says, or as the API answers.</exception>
    public Task<(Placement Placement, ChangeAction Action)> ChangeAsync(
        ObjectKey key, string uid, Func<JsonObject, JsonObject?> change, bool dryRun, CancellationToken cancellationToken) =>
        _placements.ChangeAsync(key, uid, state => change(Living(state, key)), dryRun, cancellationToken);

    private JsonObject Living(JsonObject state, ObjectKey key) => state.At("metadata", "deletionTimestamp") is null ? state
        : throw new HubException("PlacementDeleting", $"The placement '{key}' on hub {hub} is being deleted and cannot be changed. Wait until it is gone, then create it again.");

    private HubException Explain(ApiStatusException refusal, ObjectKey key) => refusal.Status switch
    {
        { Reason: "NotFound", Kind: "namespaces" } => NoNamespace(key.Namespace, refusal),
        { Reason: "AlreadyExists" } => new HubException(
            "AlreadyExists", $"The placement '{key}' already exists on hub {hub} and was left as it is. Use -Force to replace what it asks for, or Set-OcmPlacement to change a part of it.", refusal),
        _ => refusal,
    };

    /// <summary>The error for a namespace that is not there.</summary>
    internal HubException NoNamespace(string @namespace, Exception? cause = null) => new(
        "NotFound", $"The hub {hub} has no namespace '{@namespace}', which the placement is to be in. Is the name right? Else create it (kubectl create namespace {@namespace}), and bind cluster sets to it with New-OcmClusterSetBinding.", cause);

    private static ObjectKey KeyOf(JsonObject placement) => new(placement.TextAt("metadata", "namespace") ?? "", placement.TextAt("metadata", "name") ?? "");
}
