using System.Management.Automation;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>Gives managed clusters a taint, which keeps placements away that do not tolerate it.</summary>
[Cmdlet(VerbsCommon.Add, "OcmClusterTaint", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class AddOcmClusterTaintCommand : ClusterChangeCmdlet
{
    /// <summary>The taint's key. A cluster has one taint of a key.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(TaintCompleter))]
    public string Key { get; set; } = "";

    /// <summary>The taint's value; none when left out.</summary>
    [Parameter(Position = 2)]
    [AllowEmptyString]
    [ValidateLength(0, Suspension.LongestReason)]
    public string Value { get; set; } = "";

    /// <summary>What it does: NoSelect, PreferNoSelect or NoSelectIfNew.</summary>
    [Parameter]
    public TaintEffect Effect { get; set; } = TaintEffect.NoSelect;

    private protected override string Action => $"Add taint {new Taint { Key = Key, Value = Value, Effect = Effect.ToString() }}";

    private protected override void Check()
    {
        ClusterArguments.CheckTaintKey(Key);
        if (ClusterTaints.IsOfHub(Key))
        {
            WriteWarning($"The hub sets and removes the taint {Key} itself, by whether the cluster is available, and undoes what is set by hand. Suspend-OcmCluster keeps placements away.");
        }
    }

    private protected override Task<(Cluster Cluster, ChangeAction Action)> ChangeAsync(ClusterTarget target, CancellationToken cancellationToken) =>
        new ClusterClient(target.Hub).AddTaintAsync(target.Name, target.Uid, Key, Value, Effect, DryRun, cancellationToken);
}
