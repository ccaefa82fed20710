using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Lists which namespaces may use which cluster sets.</summary>
[Cmdlet(VerbsCommon.Get, "OcmClusterSetBinding")]
[OutputType(typeof(ClusterSetBinding))]
public sealed class GetOcmClusterSetBindingCommand : ObjectQueryCmdlet<ClusterSetBinding>
{
    private PipedSets? _sets;

    /// <summary>Cluster sets, whose names are also those of their bindings; wildcards may be used.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>Namespaces; wildcards may be used. All namespaces when not given.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; }

    private protected override ResourceKind<ClusterSetBinding> Kind => Kinds.ClusterSetBindings;

    // Checked before anything is asked; what to ask for differs between hubs.
    private protected override IReadOnlyList<NamePattern>? Patterns
    {
        get
        {
            Targets.RefuseEmpty(nameof(Namespace), MyInvocation.BoundParameters.ContainsKey(nameof(Namespace)), Namespace);
            return null;
        }
    }

    private protected override IReadOnlyCollection<HubConnection> HubsToAsk => _sets!.HubsToAsk(Hubs);

    private protected override IReadOnlyList<NamePattern>? PatternsOn(HubConnection hub)
    {
        if (!_sets!.IsGiven && Namespace is null)
        {
            return null;
        }

        return
        [
            .. from @namespace in Namespace ?? [null!]
               from set in _sets.IsGiven ? _sets.On(hub) : [null!]
               select Pattern(@namespace, set),
        ];
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _sets = new PipedSets(MyInvocation, nameof(ClusterSet), set => HubsFor(set.Hub, set.Name, set.Source));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            _sets!.Add(ClusterSet, isNameless: false);
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    // A set that is an object is there, bound or not.
    private static NamePattern Pattern(string? @namespace, ClusterSetReference? set)
    {
        string name = set?.Name ?? "*";
        return new NamePattern(@namespace, name, @namespace is null ? name : $"{@namespace}/{name}")
        {
            IsFilter = set is not null && PSObject.AsPSObject(set.Source).BaseObject is not string,
        };
    }
}
