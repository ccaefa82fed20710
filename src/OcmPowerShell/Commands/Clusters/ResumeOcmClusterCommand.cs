using System.Management.Automation;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>Lets placements choose managed clusters again that were suspended.</summary>
[Cmdlet(VerbsLifecycle.Resume, "OcmCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class ResumeOcmClusterCommand : ClusterChangeCmdlet
{
    private protected override string Action => "Resume";

    private protected override Task<(Cluster Cluster, ChangeAction Action)> ChangeAsync(ClusterTarget target, CancellationToken cancellationToken) =>
        new ClusterClient(target.Hub).ResumeAsync(target.Name, target.Uid, DryRun, cancellationToken);
}
