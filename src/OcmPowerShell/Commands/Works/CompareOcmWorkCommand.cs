using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works.Delivery;
using HubCluster = OcmPowerShell.Hub.Model.Cluster;

namespace OcmPowerShell.Commands;

/// <summary>Tells how works on the hub differ from files, or from another cluster's. Changes nothing.</summary>
[Cmdlet(VerbsData.Compare, "OcmWork", DefaultParameterSetName = ByPath)]
[OutputType(typeof(WorkDifference), typeof(bool))]
public sealed class CompareOcmWorkCommand : WorkComparisonCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByUri = "Uri";
    private const string ByInputObject = "InputObject";
    private const string ByReference = "ReferenceCluster";

    private ManifestInput? _input;
    private ClusterTargets? _clusters;
    private ManifestSet? _manifests;
    private ExpectedWorks? _expected;

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

    /// <summary>Manifest files or directories; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Manifest files or directories, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Addresses of manifests on web servers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByUri)]
    [ValidateNotNullOrEmpty]
    public Uri[]? Uri { get; set; }

    /// <summary>Manifests: objects, hashtables, files, or YAML or JSON text, whose lines are put together.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject[]? InputObject { get; set; }

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

    /// <summary>Looks for manifests in subdirectories too.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Builds the directories with kubectl kustomize.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Kustomize { get; set; }

    /// <summary>A script block that fits each manifest to each cluster, the same with which the works were made.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInputObject)]
    [ValidateNotNull]
    public ScriptBlock? Transform { get; set; }

    /// <summary>Compares with manifests that are spread over several works where they are too large for one.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInputObject)]
    public SwitchParameter Split { get; set; }

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

            ReadFiles();
        }
        catch (HubException exception)
        {
            Fail(exception, exception.ErrorId is "InvalidName" or "EmptyTarget" ? Name : (object?)Path ?? (object?)LiteralPath ?? (object?)Uri ?? ReferenceCluster?.Source);
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
                    _input!.AddObjects(InputObject);
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
            if (ParameterSetName == ByInputObject && !_input!.IsEmpty)
            {
                UseManifests();
            }

            if (_expected is not null && ParameterSetName != ByReference)
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

        FinishComparing(HasTargets && _expected is not null);
    }

    private protected override async Task<ExpectedWorks> ExpectedAsync(HubConnection hub, string cluster, object target, CancellationToken cancellationToken)
    {
        if (Transform is null)
        {
            return _expected!;
        }

        HubCluster given = PSObject.AsPSObject(target).BaseObject as HubCluster
            ?? await Kinds.Clusters.On(hub).GetAsync(new ObjectKey("", cluster), cancellationToken: cancellationToken).ConfigureAwait(false)
            ?? throw Kinds.Clusters.NotFound(hub, new ObjectKey("", cluster));
        ManifestSet manifests = await AskAsync(() => new ManifestTransform(this, Transform).Apply(_manifests!, given, SizeLimit(Split)), cancellationToken).ConfigureAwait(false);
        return ExpectedWorks.Of(manifests, Split);
    }

    private static long SizeLimit(bool isOpen) => isOpen ? long.MaxValue : ManifestSize.Limit;

    private void ReadFiles()
    {
        if (ParameterSetName == ByReference)
        {
            return;
        }

        _input = new ManifestInput(this, StopToken, SizeLimit(Split || Transform is not null));
        if (ParameterSetName == ByInputObject)
        {
            return;
        }

        if (Uri is not null)
        {
            _input.AddUris(Uri);
        }
        else
        {
            _input.AddFiles(Path ?? LiteralPath!, literal: LiteralPath is not null, Recurse, Kustomize);
        }

        UseManifests();
    }

    private void UseManifests()
    {
        _manifests = _input!.Read();
        _expected = ExpectedWorks.Of(_manifests, Split);
    }

    private ClusterTargets Clusters => _clusters ??= new ClusterTargets(
        cluster => HubFor(cluster.Hub, cluster.Name, cluster.Source), ForEach, target => Compare(target.Hub, target.Name, Name!, target.Source), Tell);

    private void ReadReference()
    {
        if (_expected is null)
        {
            HubConnection hub = HubFor(ReferenceCluster!.Hub, ReferenceCluster.Name, ReferenceCluster.Source);
            _expected = Await(token => new WorkComparer(hub).ReadAsync(ReferenceCluster.Name, Name!, token));
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
