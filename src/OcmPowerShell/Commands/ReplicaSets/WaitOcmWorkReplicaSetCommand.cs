using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
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

    /// <summary>What to wait for: RolledOut, Applied, Available, Deleted, or a condition, as in <c>PlacementVerified</c> or <c>PlacementVerified=False</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReplicaSetGoalCompleter))]
    public string For { get; set; } = nameof(ReplicaSetGoal.RolledOut);

    private protected override ResourceKind<WorkReplicaSet> Kind => Kinds.ReplicaSets;

    private protected override WaitGoal<WorkReplicaSet> Goal => _goal ??= ReadGoal() with { Explain = RolloutHolds.DescribeAsync };

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
            if (set is { Hub: { } hub, OutdatedVersion: { } version })
            {
                _outdated.Add(hub, set.Key, version);
            }
        }

        Add(nameof(ReplicaSet), ReplicaSet);
    }

    private WaitGoal<WorkReplicaSet> ReadGoal()
    {
        string[] parts = For.Split('=', 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts.ElementAtOrDefault(1)) switch
        {
            ({ } name, null) when Enum.GetNames<ReplicaSetGoal>().FirstOrDefault(goal => goal.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } goal =>
                Enum.Parse<ReplicaSetGoal>(goal).ToWaitGoal(_outdated.Contain),
            ({ Length: > 0 } type, null) => ReplicaSetGoals.ForCondition(type, status: true, _outdated.Contain),
            ({ Length: > 0 } type, { } status) when bool.TryParse(status, out bool wanted) => ReplicaSetGoals.ForCondition(type, wanted, _outdated.Contain),
            _ => throw new HubException("InvalidArgument", $"-For takes {string.Join(", ", Enum.GetNames<ReplicaSetGoal>())}, or the type of a condition, as in PlacementVerified or PlacementVerified=False, not '{For}'."),
        };
    }
}
