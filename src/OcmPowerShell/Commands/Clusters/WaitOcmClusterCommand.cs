using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Commands;

/// <summary>Waits until managed clusters are available, joined, accepted or gone; also for clusters that the hub does not know yet.</summary>
[Cmdlet(VerbsLifecycle.Wait, "OcmCluster")]
[OutputType(typeof(Cluster))]
public sealed class WaitOcmClusterCommand : WaitCmdlet<Cluster>
{
    /// <summary>Clusters, by name or as objects; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>What to wait for.</summary>
    [Parameter]
    public ClusterGoal For { get; set; }

    private protected override ResourceKind<Cluster> Kind => Kinds.Clusters;

    private protected override WaitGoal<Cluster> Goal => For.ToWaitGoal();

    /// <inheritdoc/>
    protected override void ProcessRecord() => Add(nameof(Cluster), Cluster);
}
