using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Placements;

/// <summary>What placements of a hub have selected.</summary>
public sealed class PlacementClient
{
    private readonly HubConnection _hub;

    /// <summary>Placements of the hub that a connection leads to.</summary>
    public PlacementClient(HubConnection hub) => _hub = hub;

    /// <summary>
    /// The clusters that a placement has selected, from all of its PlacementDecisions, each cluster once: by decision group,
    /// then by name. None where it has selected none, or the scheduler has not come to it.
    /// </summary>
    /// <exception cref="HubException"><c>NotFound</c>: there is no such placement; or the hub refused or cannot be reached.</exception>
    public async Task<IReadOnlyList<PlacementDecision>> GetDecisionsAsync(ObjectKey placement, int? pageSize = null, CancellationToken cancellationToken = default)
    {
        HubException? forbidden = await CheckAsync(placement, cancellationToken).ConfigureAwait(false);
        var options = new ListOptions { LabelSelector = $"{DecisionFacts.PlacementLabel}={placement.Name}", PageSize = pageSize };
        List<PlacementDecisionObject> found = [];
        await foreach (PlacementDecisionObject part in Kinds.PlacementDecisions.On(_hub).ListAsync(placement.Namespace, options, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            found.Add(part);
        }

        // Who may read decisions only is believed what they say; where there is nothing, that it exists is not known.
        return found.Count > 0 || forbidden is null ? Union(found) : throw forbidden;
    }

    /// <summary>
    /// The clusters that placements have selected, namespace by namespace as they arrive: in each by placement, decision group
    /// and name. Decisions of no placement are left out.
    /// </summary>
    /// <param name="namespace">A namespace; null for all.</param>
    /// <param name="name">Only placements of this name; null for all.</param>
    /// <param name="pageSize">PlacementDecisions a page; null asks for all in one answer.</param>
    /// <param name="wanted">Which placements.</param>
    /// <param name="cancellationToken">Stops reading and closes the request.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async IAsyncEnumerable<PlacementDecision> ListDecisionsAsync(
        string? @namespace, string? name, int? pageSize, Func<ObjectKey, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var options = new ListOptions { LabelSelector = name is null ? DecisionFacts.PlacementLabel : $"{DecisionFacts.PlacementLabel}={name}", PageSize = pageSize };
        List<PlacementDecisionObject> gathered = [];
        await foreach (PlacementDecisionObject part in Kinds.PlacementDecisions.On(_hub).ListAsync(@namespace, options, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            // A list is in the order of namespaces, so what has been gathered of one is complete when the next begins.
            if (gathered.Count > 0 && gathered[0].Namespace != part.Namespace)
            {
                foreach (PlacementDecision row in Union(gathered))
                {
                    yield return row;
                }

                gathered.Clear();
            }

            if (part.Placement.Name.Length > 0 && wanted(part.Placement))
            {
                gathered.Add(part);
            }
        }

        foreach (PlacementDecision row in Union(gathered))
        {
            yield return row;
        }
    }

    // The error where the user may not read placements; null where there is such a placement.
    private async Task<HubException?> CheckAsync(ObjectKey placement, CancellationToken cancellationToken)
    {
        try
        {
            return await Kinds.Placements.On(_hub).ReadAsync(placement, cancellationToken).ConfigureAwait(false) is null ? throw Kinds.Placements.NotFound(_hub, placement) : null;
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 403)
        {
            return exception;
        }
    }

    // While the scheduler moves clusters from one object to another, both may name a cluster for a moment.
    private static List<PlacementDecision> Union(IEnumerable<PlacementDecisionObject> parts) =>
    [
        .. parts.SelectMany(part => part.Decisions)
            .OrderBy(row => row.Placement, StringComparer.Ordinal)
            .ThenBy(row => row.GroupIndex ?? int.MaxValue)
            .ThenBy(row => row.Cluster, StringComparer.Ordinal)
            .DistinctBy(row => (row.Placement, row.Cluster)),
    ];
}
