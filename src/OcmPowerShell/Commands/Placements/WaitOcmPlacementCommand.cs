using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Commands;

/// <summary>Waits until placements are satisfied, decided or gone.</summary>
[Cmdlet(VerbsLifecycle.Wait, "OcmPlacement")]
[OutputType(typeof(Placement))]
public sealed class WaitOcmPlacementCommand : WaitCmdlet<Placement>
{
    /// <summary>Placements, as in <c>prod/web</c>, or as objects; wildcards may be used. A name alone is in the namespace <c>default</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Name")]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>What to wait for.</summary>
    [Parameter]
    public PlacementGoal For { get; set; }

    private protected override ResourceKind<Placement> Kind => Kinds.Placements;

    private protected override WaitGoal<Placement> Goal => For.ToWaitGoal();

    /// <inheritdoc/>
    protected override void ProcessRecord() => Add(nameof(Placement), Placement);
}
