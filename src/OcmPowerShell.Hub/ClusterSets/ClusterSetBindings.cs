using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.ClusterSets;

/// <summary>Binds cluster sets to namespaces, whose placements may then use them.</summary>
/// <param name="hub">The hub.</param>
internal sealed class ClusterSetBindings(HubConnection hub)
{
    /// <summary>Binds a set. A binding has nothing to change, so one that is there is what was asked for.</summary>
    /// <exception cref="HubException"><c>NotFound</c>: there is no such namespace; <c>Forbidden</c>; or as the API answers.</exception>
    public async Task<(ClusterSetBinding Binding, ChangeAction Action)> BindAsync(string set, string @namespace, bool dryRun, CancellationToken cancellationToken)
    {
        ResourceClient<ClusterSetBinding> bindings = Kinds.ClusterSetBindings.On(hub);
        try
        {
            return (await bindings.CreateAsync(@namespace, Body(set, @namespace), dryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Reason == "AlreadyExists")
        {
            if (await bindings.GetAsync(new ObjectKey(@namespace, set), cancellationToken: cancellationToken).ConfigureAwait(false) is { } existing)
            {
                return (existing, ChangeAction.Unchanged);
            }

            throw;
        }
        catch (ApiStatusException refusal) when (refusal.Status is { Reason: "NotFound", Kind: "namespaces" })
        {
            throw new HubException("NotFound", $"The hub {refusal.Hub} has no namespace '{@namespace}', so the cluster set '{set}' was not bound to it. Create it first, as with: kubectl create namespace {@namespace}", refusal);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403 && refusal.Status.Message.Contains("bind cluster set", StringComparison.Ordinal))
        {
            // The webhook's answer names no right.
            throw new HubException("Forbidden", $"The cluster set '{set}' was not bound to the namespace '{@namespace}' on hub {refusal.Hub}. OCM asks for the right to 'create' 'managedclustersets/bind' (cluster.open-cluster-management.io) of the set, beside the right to create bindings in the namespace. The hub said: {refusal.Status.Message}");
        }
    }

    private static JsonObject Body(string set, string @namespace) => new()
    {
        ["apiVersion"] = "cluster.open-cluster-management.io/v1beta2",
        ["kind"] = "ManagedClusterSetBinding",
        ["metadata"] = new JsonObject { ["name"] = set, ["namespace"] = @namespace },
        ["spec"] = new JsonObject { ["clusterSet"] = set },
    };
}
