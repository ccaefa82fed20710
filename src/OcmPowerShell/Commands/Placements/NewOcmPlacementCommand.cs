using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Commands;

/// <summary>Creates a placement: which clusters are wanted. Whatever a hub would refuse, or never schedule, is told before it is sent.</summary>
[Cmdlet(VerbsCommon.New, "OcmPlacement", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Placement))]
public sealed class NewOcmPlacementCommand : PlacementSpecCmdlet
{
    /// <summary>The placement's name, as in <c>web</c> or <c>prod/web</c>; the file's where there is one.</summary>
    [Parameter(Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>The placement's namespace; the file's, else <c>default</c>.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Labels of the placement.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Annotations of the placement.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

    /// <summary>Also replaces what an existing placement asks for.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Asks the server what it would do, and changes nothing.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Makes the placement: not at the end, which comes also after objects were piped in that are none of its business.</summary>
    protected override void ProcessRecord()
    {
        try
        {
            JsonObject placement = ReadWhole();
            HubConnection hub = HubFor(null, "", null);
            CheckBindings(hub, placement);
            Send(hub, placement);
            WriteHubWarnings();
        }
        catch (HubException exception)
        {
            Fail(exception, Name ?? Path);
        }
    }

    private JsonObject ReadWhole()
    {
        Targets.RefuseEmpty(nameof(Name), IsBound(nameof(Name)), [Name]);
        Targets.RefuseEmpty(nameof(Namespace), IsBound(nameof(Namespace)), [Namespace]);
        if (Name is null && Path is null)
        {
            throw new HubException("InvalidArgument", "The placement needs a name: New-OcmPlacement web, or prod/web with its namespace, or a file with -Path.");
        }

        (string? @namespace, string? name) = Name is null ? (Namespace, null) : PlacementNames.Split(Name, Namespace);
        return ReadPlacement(name, @namespace, TextMap.From(nameof(Label), Label), TextMap.From(nameof(Annotation), Annotation));
    }

    private void CheckBindings(HubConnection hub, JsonObject placement)
    {
        BindingVerdict verdict = Await(token => WithinAsync(
            Timeout, within => new BindingCheck(hub).RunAsync(placement.TextAt("metadata", "namespace")!, placement.TextsAt("spec", "clusterSets"), within), token));
        Tell(verdict);
    }

    private void Send(HubConnection hub, JsonObject placement)
    {
        var key = new ObjectKey(placement.TextAt("metadata", "namespace")!, placement.TextAt("metadata", "name")!);
        string action = (Force ? "Create, or replace what it asks for" : "Create") + (DryRun ? " (server dry run)" : "");
        if (!ShouldProcess($"placement '{key}' on hub {hub}", action))
        {
            return;
        }

        var writer = new PlacementWriter(hub);
        (Placement made, ChangeAction done) = Await(token => WithinAsync(
            Timeout,
            async within => Force
                ? await writer.CreateOrReplaceAsync(placement, WantsPaused, DryRun, within).ConfigureAwait(false)
                : (await writer.CreateAsync(placement, DryRun, within).ConfigureAwait(false), ChangeAction.Created),
            token));
        WriteVerbose($"Placement '{key}' on hub {hub}: {done}{(DryRun ? " (server dry run)" : "")}.");
        if (made.Paused && placement.TextAt("metadata", "annotations", PlacementFacts.SchedulingDisabled) is null)
        {
            WriteWarning($"The placement '{key}' on hub {hub} is paused, and stays so: its clusters do not change. Set-OcmPlacement {key} -Paused:$false lets the scheduler go on.");
        }

        WriteObject(made);
    }
}
