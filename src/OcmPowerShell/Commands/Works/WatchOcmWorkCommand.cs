using System.Management.Automation;
using System.Runtime.CompilerServices;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Watching;
using OcmPowerShell.Hub.Works;
using HubWork = OcmPowerShell.Hub.Model.Work;
using WorkDifference = OcmPowerShell.Hub.Watching.WorkDifference;

namespace OcmPowerShell.Commands;

/// <summary>Writes a row for each change of works, until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "OcmWork", DefaultParameterSetName = ByName)]
[OutputType(typeof(WorkEvent))]
public sealed class WatchOcmWorkCommand : WatchCmdlet<WorkEvent>
{
    private const string ByName = "Name";
    private const string ByWork = "Work";

    private WorkBelonging? _belonging;

    /// <summary>Names of works; wildcards may be used. All works when not given.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters when not given.</summary>
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
    [Parameter(ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>Only changes after which a work is in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WorkStatus[]? Status { get; set; }

    private protected override IReadOnlyList<string?> Selectors => _belonging is null
        ? [LabelSelector] : [.. _belonging.Selectors.Select(selector => WorkBelonging.Both(LabelSelector, selector))];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            Targets.RefuseEmpty(nameof(Cluster), MyInvocation.BoundParameters.ContainsKey(nameof(Cluster)), Cluster);
            PlacementTargets.Check(MyInvocation.BoundParameters.ContainsKey(nameof(Placement)), Placement);
            Add(nameof(Work), Work ?? []);
            foreach (ClusterReference cluster in Cluster ?? [])
            {
                AddNames(HubsFor(cluster.Hub, cluster.Name, cluster.Source), cluster.Name);
            }

            if (Cluster is null && (Name ?? (object?)Placement) is not null)
            {
                AddNames(HubsToWatch(), null);
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _belonging = Placement is null ? null : WorkBelonging.ToPlacements([.. Placement.Select(placement => placement.Key)]);
        Watch(MyInvocation.ExpectingInput);
    }

    private protected override async IAsyncEnumerable<WorkEvent> ReadAsync(HubConnection hub, WatchScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? selector = _belonging?.Selectors.First(selector => scope.LabelSelector == WorkBelonging.Both(LabelSelector, selector));
        var feed = new ObjectFeed<HubWork>(Kinds.Works.On(hub), WorkGoals.Describe, WorkDifference.Between);
        await foreach (ObjectChange<HubWork> change in feed.ReadAsync(scope, cancellationToken).ConfigureAwait(false))
        {
            HubWork work = change.Object;
            if (Status?.Contains(work.Status) == false || _belonging?.Has(work, selector!) == false)
            {
                continue;
            }

            yield return new WorkEvent
            {
                Time = DateTime.UtcNow,
                Action = change.Action,
                Cluster = work.Cluster,
                Work = work.Name,
                What = change.What,
                Current = work,
                Hub = work.Hub,
            };
        }
    }

    // A placement that was passed as an object is one of its own hub.
    private IEnumerable<HubConnection> HubsToWatch() =>
        Placement is null ? Hubs : Placement.SelectMany(placement => HubsFor(placement.Hub, placement.ToString(), placement.Source)).Distinct();

    private void Add(string parameter, NamedWorkReference[] works)
    {
        if (works.Length > 0)
        {
            Add(parameter, works, namespaced: true);
        }
    }

    private void AddNames(IEnumerable<HubConnection> hubs, string? cluster)
    {
        foreach (HubConnection hub in hubs)
        {
            foreach (string name in Name ?? ["*"])
            {
                Add(hub, new NamePattern(cluster, name, cluster is null ? name : $"{cluster}/{name}"));
            }
        }
    }
}
