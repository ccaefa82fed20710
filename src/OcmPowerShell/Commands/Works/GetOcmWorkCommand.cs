using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Lists works, as they arrive.</summary>
[Cmdlet(VerbsCommon.Get, "OcmWork")]
[OutputType(typeof(Work))]
public sealed class GetOcmWorkCommand : WorkQueryCmdlet
{
    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters when not given.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Placements, as in <c>prod/web</c>, or as objects: only works that belong to one of them.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>Cluster sets, by name or as objects: only works that were delivered to one of them.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>A label selector in Kubernetes' syntax.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string? LabelSelector { get; set; }

    /// <summary>Only works in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WorkStatus[]? Status { get; set; }

    /// <summary>Only works that one of these keeps.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ManagedBy[]? ManagedBy { get; set; }

    /// <summary>Works a request; when not given, one request for all, or pages on a server that would suffer from that.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? PageSize { get; set; }

    /// <summary>Also returns each object's whole JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    private protected override string[]? Names => Name;

    private protected override ClusterReference[]? Clusters => Cluster;

    private protected override WorkQuery Query => new()
    {
        LabelSelector = LabelSelector,
        PageSize = PageSize,
        IncludeJson = IncludeJson,
        Belonging = Placement is not null ? WorkBelonging.ToPlacements([.. Placement.Select(placement => placement.Key)])
            : ClusterSet is not null ? WorkBelonging.ToClusterSets(ClusterSet.Select(set => set.Name)) : null,
    };

    // A placement or set that was passed as an object is one of its own hub.
    private protected override IEnumerable<HubConnection> HubsToAsk => (Placement as ObjectReference[] ?? ClusterSet) is { } owners
        ? owners.SelectMany(owner => HubsFor(owner.Hub, owner.ToString(), owner.Source)).Distinct() : Hubs;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            PlacementTargets.Check(MyInvocation.BoundParameters.ContainsKey(nameof(Placement)), Placement);
            Targets.RefuseEmpty(nameof(ClusterSet), MyInvocation.BoundParameters.ContainsKey(nameof(ClusterSet)), ClusterSet);
            if (Placement is not null && ClusterSet is not null)
            {
                throw new HubException("InvalidArgument", "A work belongs to a placement or to a cluster set, never to both. Leave -Placement or -ClusterSet out.");
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private protected override void Take(Work work)
    {
        if ((Status is null || Status.Contains(work.Status)) && (ManagedBy is null || ManagedBy.Contains(work.ManagedBy)))
        {
            WriteObject(work);
        }
    }
}
