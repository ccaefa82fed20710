using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>
/// Finds out whether a hub acts on replica sets. Their feature gate is off by default; the hub then takes them all the same,
/// and nothing ever happens.
/// </summary>
/// <param name="hub">The hub.</param>
internal sealed class ReplicaSetGate(HubConnection hub)
{
    private const string Gate = "ManifestWorkReplicaSet";
    private const string Manager = "cluster-manager";

    /// <summary>True or false as the hub's ClusterManager says; null where there is none, it may not be read, or it speaks of another hub.</summary>
    /// <exception cref="HubException">The hub cannot be reached.</exception>
    public async Task<bool?> IsEnabledAsync(CancellationToken cancellationToken)
    {
        byte[]? answer;
        try
        {
            answer = await hub.Rest.GetAsync(ResourcePath.ClusterManagers.Object(null, Manager), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException exception) when (exception.Status.Code is 403 or 404)
        {
            return null;
        }

        if (answer is null)
        {
            return null;
        }

        JsonObject manager = hub.Rest.Parse(JsonNodeExtensions.ParseObject, answer);
        if (manager.TextAt("spec", "deployOption", "mode") == "Hosted")
        {
            // It runs another hub from here.
            return null;
        }

        return manager.ObjectsAt("spec", "workConfiguration", "featureGates").LastOrDefault(entry => entry.TextAt("feature") == Gate).TextAt("mode") == "Enable";
    }

    /// <summary>Refuses a hub that is known not to act on replica sets.</summary>
    /// <returns>Whether it is known that it does.</returns>
    /// <exception cref="HubException"><c>FeatureGateDisabled</c>, or the hub cannot be reached.</exception>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken) => await IsEnabledAsync(cancellationToken).ConfigureAwait(false) switch
    {
        false => throw new HubException(
            "FeatureGateDisabled", $"The hub {hub} has the feature gate {Gate} off, as it is by default: it would take the replica set, and nothing would ever happen. Nothing was sent.")
        {
            Advice = $"An admin of the hub turns it on: kubectl edit clustermanager {Manager}, and under spec.workConfiguration.featureGates add the entry feature: {Gate}, mode: Enable (a hub that is yet to be installed: clusteradm init --feature-gates={Gate}=true). Without it, Sync-OcmWork delivers to a placement.",
        },
        true => true,
        null => false,
    };
}
