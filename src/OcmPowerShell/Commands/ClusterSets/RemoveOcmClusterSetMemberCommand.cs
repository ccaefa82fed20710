using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Takes clusters out of a set; the hub then has them in the set default.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmClusterSetMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class RemoveOcmClusterSetMemberCommand : ClusterSetMemberCmdlet
{
    private readonly SortedDictionary<string, List<string>> _landed = new(StringComparer.Ordinal);

    private protected override string Action => $"Remove from cluster set '{Set}', into '{ClusterSetRules.Default}'";

    // A set that is gone can still be left: that is how its label is cleaned up.
    private protected override void Check(HubConnection hub, ClusterSet? set)
    {
        if (Set == ClusterSetRules.Default)
        {
            throw new HubException("BuiltInClusterSet", $"No cluster can be taken out of the set '{Set}': a cluster is always in a set, and this is where the hub puts those that are in no other. Nothing was changed. To move clusters, name the set they go to: Add-OcmClusterSetMember <set> -Cluster …");
        }
    }

    private protected override async Task<MembershipChange> ChangeAsync(ClusterTarget target, bool isThere, CancellationToken cancellationToken)
    {
        MembershipChange change = await new ClusterSetMembership(target.Hub).LeaveAsync(target.Key, target.Uid, Set, DryRun, cancellationToken).ConfigureAwait(false);
        return isThere || change.Action == ChangeAction.Updated ? change : throw Kinds.ClusterSets.NotFound(target.Hub, new ObjectKey("", Set));
    }

    private protected override void Tell(ClusterTarget target, MembershipChange change)
    {
        string now = change.Cluster.ClusterSet is { Length: > 0 } set ? $"in cluster set '{set}'" : "in no cluster set";
        bool left = change.Action == ChangeAction.Updated;
        WriteVerbose($"Managed {target}: {(left ? $"left cluster set '{Set}' and is {now}" : $"not in cluster set '{Set}', but {now}")}{(DryRun ? " (server dry run)" : "")}.");
        if (left)
        {
            if (!_landed.TryGetValue(now, out List<string>? clusters))
            {
                _landed[now] = clusters = [];
            }

            clusters.Add(target.Name);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach ((string now, List<string> clusters) in _landed)
        {
            clusters.Sort(StringComparer.Ordinal);
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{clusters.Count} cluster(s) left the cluster set '{Set}' and {(DryRun ? "would be" : "are")} {now} now: {ClusterSetTarget.Some(clusters)}. Add-OcmClusterSetMember puts clusters into another set."));
        }
    }
}
