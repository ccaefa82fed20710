using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Commands;

/// <summary>The cluster set that clusters are to be put into: looked at once for each hub, before the first cluster is.</summary>
/// <param name="set">What -ClusterSet was given.</param>
internal sealed class ClusterSetChoice(ClusterSetReference set)
{
    private readonly HashSet<HubConnection> _checked = [];

    /// <summary>The set's name.</summary>
    public string Name => set.Name;

    /// <summary>What the user passed.</summary>
    public object Source => set.Source;

    /// <summary>What -ClusterSet was given; null when it was not.</summary>
    /// <exception cref="HubException"><c>EmptyTarget</c>, <c>WildcardNotSupported</c>.</exception>
    public static ClusterSetChoice? From(bool bound, ClusterSetReference? set)
    {
        Targets.RefuseEmpty("ClusterSet", bound, set is null ? null : [set]);
        return set is null ? null
            : Targets.IsPattern(set.Name) ? throw new HubException("WildcardNotSupported", $"-ClusterSet takes no wildcards: '{set.Name}' may mean several sets, and a cluster is in one.")
            : new ClusterSetChoice(set);
    }

    /// <summary>Whether the set has yet to be looked at on a hub.</summary>
    /// <exception cref="HubException"><c>HubMismatch</c>: the set was read from another hub.</exception>
    public bool IsNew(HubConnection hub) => set.Hub is { } identity && identity != hub.Identity
        ? throw new HubException("HubMismatch", $"The cluster set '{set.Name}' is from the hub {identity}, and the cluster is on {hub}. Nothing was sent to it. Pass the set's name instead.")
        : _checked.Add(hub);

    /// <summary>Looks whether clusters of a hub can be put into it: a label may name any set, and the hub does not object.</summary>
    /// <exception cref="HubException"><c>NotFound</c>, <c>ClusterSetSelectsByLabels</c>, or as the API answers.</exception>
    public async Task<bool> RequireAsync(HubConnection hub, CancellationToken cancellationToken) =>
        await new ClusterSetMembership(hub).FindAsync(set.Name, set.Uid, cancellationToken).ConfigureAwait(false) is not null
            ? true
            : throw new HubException("NotFound", $"The hub {hub} has no cluster set '{set.Name}', so no cluster was put into it. Get-OcmClusterSet lists those it has, New-OcmClusterSet makes one.");
}
