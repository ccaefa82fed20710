using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Watching;

namespace OcmPowerShell.Commands;

/// <summary>Writes a row for each change of placements, and of the clusters that they have selected, until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "OcmPlacement", DefaultParameterSetName = ByPlacement)]
[OutputType(typeof(PlacementChange))]
public sealed class WatchOcmPlacementCommand : WatchCmdlet<PlacementChange>
{
    private const string ByPlacement = "Placement";
    private const string ByNamespace = "Namespace";

    /// <summary>Placements, as in <c>prod/web</c>, or as objects; wildcards may be used. A name alone is in the namespace <c>default</c>. All placements when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByPlacement)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Name")]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>All placements of a namespace; wildcards may be used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNamespace)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Placement)))
        {
            Add(nameof(Placement), Placement, namespaced: true);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ByNamespace)
        {
            try
            {
                Targets.RefuseEmpty(nameof(Namespace), true, [Namespace]);
            }
            catch (HubException exception)
            {
                Fail(exception);
            }

            Add(Namespace!);
        }

        Watch(MyInvocation.ExpectingInput);
    }

    private protected override IAsyncEnumerable<PlacementChange> ReadAsync(HubConnection hub, WatchScope scope, CancellationToken cancellationToken) =>
        new PlacementFeed(hub).ReadAsync(scope, cancellationToken);
}
