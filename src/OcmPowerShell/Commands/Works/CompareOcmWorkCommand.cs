using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Commands;

/// <summary>Tells how works on the hub differ from files, or from another cluster's. Changes nothing.</summary>
[Cmdlet(VerbsData.Compare, "OcmWork", DefaultParameterSetName = ByPath)]
[OutputType(typeof(WorkDifference), typeof(bool))]
public sealed class CompareOcmWorkCommand : ManifestComparisonCmdlet
{
    private const string ByReference = "ReferenceCluster";

    private ClusterTargets? _clusters;

    /// <summary>The work's name, the same in every cluster. Piped works bring their own.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [Parameter(Position = 0, ParameterSetName = ByLiteralPath)]
    [Parameter(Position = 0, ParameterSetName = ByUri)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByInputObject)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByReference)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string? Name { get; set; }

    /// <summary>Works, clusters, placements or cluster sets from the pipeline.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByUri, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public ComparisonTarget[]? Target { get; set; }

    /// <summary>The clusters, by name or as objects; wildcards may be used.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInputObject)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Cluster sets, of which all clusters are to have the work.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>Placements, of which all selected clusters are to have the work.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>The cluster whose work is as it should be.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByReference)]
    [AllowNull]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference? ReferenceCluster { get; set; }

    /// <summary>The clusters whose works are compared with it; wildcards may be used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByReference, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? DifferenceCluster { get; set; }

    private bool HasTargets => IsBound(nameof(Target)) || IsBound(nameof(Cluster)) || IsBound(nameof(ClusterSet)) || IsBound(nameof(Placement));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), IsBound(nameof(Name)), [Name]);
            Targets.RefuseEmpty(nameof(Cluster), IsBound(nameof(Cluster)), Cluster);
            Targets.RefuseEmpty(nameof(ClusterSet), IsBound(nameof(ClusterSet)), ClusterSet);
            Targets.RefuseEmpty(nameof(Placement), IsBound(nameof(Placement)), Placement);
            Targets.RefuseEmpty(nameof(ReferenceCluster), ParameterSetName == ByReference, [ReferenceCluster]);
            if (ParameterSetName != ByReference && !HasTargets && (ParameterSetName == ByInputObject || !MyInvocation.ExpectingInput))
            {
                throw new HubException("EmptyTarget", "Nothing says which works to compare. Name their clusters with -Cluster, -ClusterSet or -Placement, or pipe works, clusters, placements or cluster sets.");
            }

            if (Name is not null)
            {
                Targets.CheckWorkName(Name);
            }

            if (ParameterSetName != ByReference)
            {
                ReadFiles();
            }
        }
        catch (HubException exception)
        {
            Fail(exception, exception.ErrorId is "InvalidName" or "EmptyTarget" ? Name : ManifestSource ?? ReferenceCluster?.Source);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            switch (ParameterSetName)
            {
                case ByInputObject:
                    GatherManifests();
                    break;
                case ByReference:
                    ReadReference();
                    Clusters.Add(nameof(DifferenceCluster), DifferenceCluster);
                    break;
                default:
                    Targets.RefuseEmpty(nameof(Target), IsBound(nameof(Target)), Target);
                    Array.ForEach(Target ?? [], target => Take(target.Reference));
                    break;
            }

            KeepUp();
        }
        catch (HubException exception)
        {
            Fail(exception, (object?)InputObject ?? ReferenceCluster?.Source);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            UseGathered();
            if (Expected is not null && ParameterSetName != ByReference)
            {
                Array.ForEach(Cluster ?? [], Take);
                Array.ForEach(ClusterSet ?? [], Take);
                Array.ForEach(Placement ?? [], Take);
            }

            _clusters?.ResolvePatterns();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }

        FinishComparing(HasTargets && Expected is not null);
    }

    private ClusterTargets Clusters => _clusters ??= new ClusterTargets(
        cluster => HubFor(cluster.Hub, cluster.Name, cluster.Source), ForEach, target => Compare(target.Hub, target.Name, Name!, target.Source), Tell);

    private void ReadReference()
    {
        if (Expected is null)
        {
            HubConnection hub = HubFor(ReferenceCluster!.Hub, ReferenceCluster.Name, ReferenceCluster.Source);
            Expected = Await(token => new WorkComparer(hub).ReadAsync(ReferenceCluster.Name, Name!, token));
        }
    }

    private void Take(ObjectReference target)
    {
        HubConnection hub = HubFor(target.Hub, target.ToString(), target.Source);
        if (target is NamedWorkReference work)
        {
            RefuseOtherName(work);
            Compare(hub, work.Cluster, work.Name, work.Source);
            return;
        }

        if (Name is null)
        {
            throw new HubException("EmptyTarget", $"Which work of '{target}' to compare is not said: give its name with -Name. Only piped works bring their own.");
        }

        if (target is ClusterReference)
        {
            Clusters.Add(nameof(Cluster), [target]);
            return;
        }

        try
        {
            DeliveryTarget selected = Await(token => SelectedAsync(hub, target, token));
            foreach (string cluster in selected.Clusters)
            {
                Clusters.Take(hub, cluster);
                KeepUp();
            }

            CompareClusters(hub, selected, Name, target.Source);
        }
        catch (HubException exception)
        {
            Tell(exception, target.Source);
        }
    }

    private void RefuseOtherName(NamedWorkReference work)
    {
        if (Name is not null && Name != work.Name)
        {
            throw new HubException("InvalidArgument", $"The piped work '{work}' has another name than -Name {Name}. Leave -Name out to compare each piped work with the files.");
        }
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
