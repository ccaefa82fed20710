using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Lists replica sets, as they arrive.</summary>
[Cmdlet(VerbsCommon.Get, "OcmWorkReplicaSet")]
[OutputType(typeof(WorkReplicaSet))]
public sealed class GetOcmWorkReplicaSetCommand : ObjectQueryCmdlet<WorkReplicaSet>
{
    private HashSet<ObjectKey>? _placements;

    /// <summary>Names of replica sets, as in <c>web</c> or <c>prod/web</c>; wildcards may be used in both parts.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkReplicaSetCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The namespace of the names that have none; wildcards may be used. All namespaces when not given.</summary>
    [Parameter]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Only those that go by one of these placements.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>Only those in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WorkReplicaSetStatus[]? Status { get; set; }

    private protected override ResourceKind<WorkReplicaSet> Kind => Kinds.ReplicaSets;

    private protected override IReadOnlyList<NamePattern>? Patterns
    {
        get
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            Targets.RefuseEmpty(nameof(Namespace), MyInvocation.BoundParameters.ContainsKey(nameof(Namespace)), [Namespace]);
            Targets.RefuseEmpty(nameof(Placement), MyInvocation.BoundParameters.ContainsKey(nameof(Placement)), Placement);
            _placements ??= Placement?.Select(placement => placement.Key).ToHashSet();
            return ReplicaSetNames.Patterns(Name, Namespace);
        }
    }

    private protected override void Take(HubConnection hub, WorkReplicaSet value)
    {
        if ((Status is null || Status.Contains(value.Status))
            && _placements?.Overlaps(value.Placements.Select(placement => new ObjectKey(value.Namespace, placement.Name))) != false)
        {
            base.Take(hub, value);
        }
    }
}
