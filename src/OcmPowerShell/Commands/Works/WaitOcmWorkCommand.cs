using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>Waits until works are ready, available, applied or gone, have a condition, or pass a test.</summary>
[Cmdlet(VerbsLifecycle.Wait, "OcmWork", DefaultParameterSetName = ByName)]
[OutputType(typeof(HubWork))]
public sealed class WaitOcmWorkCommand : WaitCmdlet<HubWork>
{
    private const string ByName = "Name";
    private const string ByWork = "Work";
    private const string ByPlacement = "Placement";

    private readonly Dictionary<HubConnection, List<ObjectKey>> _placements = [];
    private WaitGoal<HubWork>? _goal;

    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [Parameter(Position = 0, ParameterSetName = ByPlacement)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters that have the works when not given.</summary>
    [Parameter(Position = 1, ParameterSetName = ByName, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Works from Get-OcmWork, and rows that name one, as those of Sync-OcmWork.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByWork, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NamedWorkReference[]? Work { get; set; }

    /// <summary>Placements, as in <c>prod/web</c>, or as objects: the works that belong to them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlacement)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>What to wait for: Ready, Available, Applied, Deleted, or a condition such as Complete or Progressing=False.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkGoalCompleter))]
    public string For { get; set; } = nameof(WorkGoal.Ready);

    /// <summary>A test that has to be true of a work, which is <c>$_</c> in it.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Until { get; set; }

    private protected override ResourceKind<HubWork> Kind => Kinds.Works;

    private protected override WaitGoal<HubWork> Goal => _goal!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            bool forIsGiven = MyInvocation.BoundParameters.ContainsKey(nameof(For));
            WaitGoal<HubWork>? named = Until is null || forIsGiven ? WorkGoals.Parse(For) : null;
            _goal = Until is null ? named! : WorkGoals.Test(named, new WorkTest(Until).AskAsync);
            _goal = _goal with { MayCome = !_goal.IsGone };
        }
        catch (HubException exception)
        {
            Fail(exception, For);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            Targets.RefuseEmpty(nameof(Cluster), MyInvocation.BoundParameters.ContainsKey(nameof(Cluster)), Cluster);
            PlacementTargets.Check(ParameterSetName == ByPlacement, Placement);
            foreach (NamedWorkReference work in Work ?? [])
            {
                Add(work);
            }

            foreach (PlacementReference placement in Placement ?? [])
            {
                Add(placement);
            }

            if (ParameterSetName == ByName && Cluster is null)
            {
                AddNames(Hubs[0], null, null);
            }

            foreach (ClusterReference cluster in Cluster ?? [])
            {
                AddNames(HubFor(cluster.Hub, cluster.Name, cluster.Source), cluster.Name, cluster.Source);
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private protected override IAsyncEnumerable<HubWork> ListAsync(HubConnection hub, string? @namespace, string? name, CancellationToken cancellationToken) =>
        new WorkClient(hub).ListAsync(
            @namespace,
            new WorkQuery { Name = name, Belonging = _placements.TryGetValue(hub, out List<ObjectKey>? placements) ? WorkBelonging.ToPlacements(placements) : null },
            cancellationToken);

    private protected override void NothingMatches(HubConnection hub, NamePattern pattern, object source)
    {
        if (Goal.IsGone)
        {
            WriteVerbose($"No work on hub {hub} matches '{pattern.Text}' now.");
        }
        else if (ParameterSetName == ByPlacement || pattern.IsExact)
        {
            // In a script at night a warning is nobody's: what was named is not there.
            string whose = ParameterSetName == ByPlacement ? $" of the placement {string.Join(", ", _placements[hub])}" : "";
            string which = Name is null ? "" : $" '{pattern.Name}'";
            Report(new HubException("NotFound", $"There is no work{which}{whose} in any cluster on hub {hub}, so nothing is waited for. To wait for one that is not there yet, name its cluster with -Cluster."), source);
        }
        else
        {
            base.NothingMatches(hub, pattern, source);
        }
    }

    private void Add(NamedWorkReference work)
    {
        if (work.IsDryRun || work.Action == nameof(WorkChangeAction.Failed))
        {
            string why = work.IsDryRun ? "the hub was only asked (-DryRun)" : "it failed";
            WriteError(ErrorRecords.From(
                new HubException("NotDelivered", $"The work {work} was not delivered: {why}. How it is now says nothing of that, so it is not waited for."), work.Source));
        }
        else if (work.Action == nameof(WorkChangeAction.Removed) && !Goal.IsGone)
        {
            WriteVerbose($"The work {work} was removed, so it is not waited for; -For Deleted waits until it is gone.");
        }
        else
        {
            Add(HubFor(work.Hub, work.ToString(), work.Source), work.Key, work.Uid, work.Source);
        }
    }

    private void Add(PlacementReference placement)
    {
        HubConnection hub = HubFor(placement.Hub, placement.ToString(), placement.Source);
        bool isFirst = _placements.TryAdd(hub, []);
        _placements[hub].Add(placement.Key);
        foreach (string name in isFirst ? Name ?? ["*"] : [])
        {
            Add(hub, new NamePattern(null, name, name), placement.Source);
        }
    }

    private void AddNames(HubConnection hub, string? cluster, object? source)
    {
        foreach (string name in Name!)
        {
            if (cluster is null || Targets.IsPattern(name) || Targets.IsPattern(cluster))
            {
                Add(hub, new NamePattern(cluster, name, cluster is null ? name : $"{cluster}/{name}"), source ?? name);
            }
            else
            {
                Add(hub, new ObjectKey(cluster, name), "", source!);
            }
        }
    }
}
