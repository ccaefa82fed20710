using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>Takes taints from managed clusters.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmClusterTaint", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class RemoveOcmClusterTaintCommand : ClusterChangeCmdlet
{
    private Func<string, bool> _matches = _ => false;
    private string? _ofHub;

    /// <summary>Keys of taints; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(TaintCompleter))]
    public string[]? Key { get; set; }

    /// <summary>Only taints with this value; '' is for those without one.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Value { get; set; }

    /// <summary>Only taints with this effect.</summary>
    [Parameter]
    public TaintEffect? Effect { get; set; }

    private protected override string Action =>
        $"Remove taint {string.Join(", ", Key!)}{(HasValue ? $" with the value '{Value}'" : "")}{(Effect is { } effect ? $" with the effect {effect}" : "")}";

    private bool HasValue => MyInvocation.BoundParameters.ContainsKey(nameof(Value));

    private protected override void Check()
    {
        Targets.RefuseEmpty(nameof(Key), true, Key);
        _matches = Targets.Matcher(Key);
    }

    private protected override Task<(Cluster Cluster, ChangeAction Action)> ChangeAsync(ClusterTarget target, CancellationToken cancellationToken) =>
        new ClusterClient(target.Hub).RemoveTaintsAsync(target.Name, target.Uid, Goes, DryRun, cancellationToken);

    private protected override void Tell(ClusterTarget target, Cluster cluster, ChangeAction action)
    {
        if (Interlocked.Exchange(ref _ofHub, null) is { } key)
        {
            WriteWarning($"The hub sets and removes the taint {key} itself, by whether the cluster is available: it comes back as long as the cluster is not.");
        }

        base.Tell(target, cluster, action);
    }

    private bool Goes(Taint taint)
    {
        bool goes = _matches(taint.Key)
            && (!HasValue || taint.Value == (Value ?? ""))
            && (Effect is null || taint.Effect == Effect.ToString());
        if (goes && ClusterTaints.IsOfHub(taint.Key))
        {
            _ofHub = taint.Key;
        }

        return goes;
    }
}
