using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Checks that a placement may use the cluster sets that it names: they must be bound to its namespace.</summary>
/// <param name="hub">The hub.</param>
internal sealed class BindingCheck(HubConnection hub)
{
    /// <summary>Checks the sets of a placement.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="sets">The sets that it names; empty for all that are bound.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException"><c>ClusterSetNotBound</c>; <c>NotFound</c>: there is no such namespace.</exception>
    public async Task<BindingVerdict> RunAsync(string @namespace, IReadOnlyCollection<string> sets, CancellationToken cancellationToken)
    {
        List<ClusterSetBinding> bindings = [];
        try
        {
            await foreach (ClusterSetBinding binding in Kinds.ClusterSetBindings.On(hub).ListAsync(@namespace, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                bindings.Add(binding);
            }
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            return new BindingVerdict("", $"Whether cluster sets are bound to the namespace '{@namespace}' is not checked: the hub {hub} does not let you read it.");
        }

        if (bindings.Count == 0 && !await HasNamespaceAsync(@namespace, cancellationToken).ConfigureAwait(false))
        {
            throw new PlacementWriter(hub).NoNamespace(@namespace);
        }

        foreach (string set in sets)
        {
            await CheckAsync(@namespace, set, bindings.Find(binding => binding.Key.Name == set), cancellationToken).ConfigureAwait(false);
        }

        return bindings.Count > 0 ? new BindingVerdict("", "") : new BindingVerdict(
            $"No cluster set is bound to the namespace '{@namespace}' on hub {hub}, so the placement cannot select any cluster yet. Bind one with New-OcmClusterSetBinding <set> -Namespace {@namespace}.", "");
    }

    private async Task CheckAsync(string @namespace, string set, ClusterSetBinding? binding, CancellationToken cancellationToken)
    {
        bool exists = binding?.Bound == true || await ExistsAsync(set, cancellationToken).ConfigureAwait(false);
        if (!exists)
        {
            string whether = binding is null ? "" : $", though a binding in the namespace '{@namespace}' names it";
            throw new HubException("ClusterSetNotBound", $"The hub {hub} has no cluster set '{set}'{whether}. Is the name right? Get-OcmClusterSet lists those there are. A new one is made with New-OcmClusterSet {set}, and bound with New-OcmClusterSetBinding {set} -Namespace {@namespace}.");
        }

        if (binding is null)
        {
            throw new HubException("ClusterSetNotBound", $"The cluster set '{set}' is not bound to the namespace '{@namespace}' on hub {hub}, so placements there cannot use it. Bind it: New-OcmClusterSetBinding {set} -Namespace {@namespace}");
        }
    }

    // Who may not read it is not told whether it exists.
    private Task<bool> ExistsAsync(string set, CancellationToken cancellationToken) => UnlessForbiddenAsync(async () =>
        await Kinds.ClusterSets.On(hub).GetAsync(new ObjectKey("", set), cancellationToken: cancellationToken).ConfigureAwait(false) is not null);

    private Task<bool> HasNamespaceAsync(string @namespace, CancellationToken cancellationToken) => UnlessForbiddenAsync(async () =>
        await hub.Rest.GetAsync(ResourcePath.Namespaces.Object(null, @namespace), cancellationToken).ConfigureAwait(false) is not null);

    private static async Task<bool> UnlessForbiddenAsync(Func<Task<bool>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            return true;
        }
    }
}
