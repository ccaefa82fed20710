using System.Management.Automation;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Puts clusters into a set, out of the one that they were in.</summary>
[Cmdlet(VerbsCommon.Add, "OcmClusterSetMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class AddOcmClusterSetMemberCommand : ClusterSetMemberCmdlet
{
    private protected override string Action => $"Move to cluster set '{Set}'";

    private protected override void Check(HubConnection hub, ClusterSet? set)
    {
        if (set is null)
        {
            throw Kinds.ClusterSets.NotFound(hub, new ObjectKey("", Set));
        }
    }

    private protected override Task<MembershipChange> ChangeAsync(ClusterTarget target, bool isThere, CancellationToken cancellationToken) =>
        new ClusterSetMembership(target.Hub).JoinAsync(target.Key, target.Uid, Set, DryRun, cancellationToken);

    private protected override void Tell(ClusterTarget target, MembershipChange change)
    {
        string what = change.Action == ChangeAction.Unchanged ? $"already in cluster set '{Set}'"
            : change.From.Length == 0 ? $"put into cluster set '{Set}'"
            : $"moved from cluster set '{change.From}' to '{Set}'";
        WriteVerbose($"Managed {target}: {what}{(DryRun ? " (server dry run)" : "")}.");
    }
}
