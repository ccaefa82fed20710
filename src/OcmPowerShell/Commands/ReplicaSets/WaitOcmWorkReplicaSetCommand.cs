using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.ReplicaSets;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Commands;

/// <summary>Waits until replica sets are rolled out, applied, available or gone.</summary>
[Cmdlet(VerbsLifecycle.Wait, "OcmWorkReplicaSet")]
[OutputType(typeof(WorkReplicaSet))]
public sealed class WaitOcmWorkReplicaSetCommand : WaitCmdlet<WorkReplicaSet>
{
    private readonly OutdatedStates _outdated = new();
    private WaitGoal<WorkReplicaSet>? _goal;

    /// <summary>Replica sets, as in <c>prod/web</c>, or as objects; wildcards may be used. A name alone is in the namespace <c>default</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Name")]
    [ArgumentCompleter(typeof(WorkReplicaSetCompleter))]
    public WorkReplicaSetReference[]? ReplicaSet { get; set; }

    /// <summary>What to wait for: RolledOut, Applied, Available, Deleted, or a condition, as in <c>PlacementVerified=False</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReplicaSetGoalCompleter))]
    public string For { get; set; } = nameof(ReplicaSetGoal.RolledOut);

    private protected override ResourceKind<WorkReplicaSet> Kind => Kinds.ReplicaSets;

    private protected override WaitGoal<WorkReplicaSet> Goal => _goal ??= ReplicaSetGoals.Parse(For).AfterChanges(_outdated.Contain, _outdated.AreWorksSoAsync);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _ = Goal;
        }
        catch (HubException exception)
        {
            Fail(exception, For);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (WorkReplicaSetReference set in ReplicaSet ?? [])
        {
            HubConnection hub = HubFor(set.Hub, set.ToString(), set.Source);
            _outdated.Know(hub);
            if (set.OutdatedVersion is { } version)
            {
                _outdated.Add(hub.Identity, set.Key, version);
            }
        }

        Add(nameof(ReplicaSet), ReplicaSet);
    }
}
