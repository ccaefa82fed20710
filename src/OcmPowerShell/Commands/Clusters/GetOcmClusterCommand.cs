using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Lists managed clusters, as they arrive.</summary>
[Cmdlet(VerbsCommon.Get, "OcmCluster")]
[OutputType(typeof(Cluster))]
public sealed class GetOcmClusterCommand : ObjectQueryCmdlet<Cluster>
{
    private PipedSets? _sets;

    /// <summary>Names of clusters; wildcards may be used.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only clusters of these sets, by name or as objects of Get-OcmClusterSet; wildcards may be used.</summary>
    [Parameter(ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>Only clusters in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ClusterStatus[]? Status { get; set; }

    private protected override ResourceKind<Cluster> Kind => Kinds.Clusters;

    private protected override IReadOnlyList<NamePattern>? Patterns
    {
        get
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            return Name is null ? null : [.. Name.Select(name => new NamePattern(null, name, name))];
        }
    }

    private protected override IReadOnlyCollection<HubConnection> HubsToAsk => _sets!.HubsToAsk(Hubs);

    private protected override IReadOnlyList<string?>? SelectorsOn(HubConnection hub) => _sets!.IsGiven
        ? new ClusterSetSelectors(hub, LabelSelector, Await, ForEach, WriteWarning, Report).Of(_sets.On(hub))
        : base.SelectorsOn(hub);

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _sets = new PipedSets(MyInvocation, nameof(ClusterSet), set => HubsFor(set.Hub, set.Name, set.Source));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            _sets!.Add(ClusterSet, isNameless: true);
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private protected override void Take(HubConnection hub, Cluster value)
    {
        if (Status is null || Status.Contains(value.Status))
        {
            WriteObject(value);
        }
    }
}
