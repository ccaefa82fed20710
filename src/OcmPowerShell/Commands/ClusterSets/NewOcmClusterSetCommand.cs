using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Makes cluster sets.</summary>
[Cmdlet(VerbsCommon.New, "OcmClusterSet", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ClusterSet))]
public sealed class NewOcmClusterSetCommand : ClusterSetSpecCmdlet
{
    /// <summary>The names of the new sets.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? Name { get; set; }

    /// <summary>Also updates sets that exist: what is named, nothing else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), true, Name);
            Array.ForEach(Name!, ClusterSetRules.CheckName);
        }
        catch (HubException exception)
        {
            Fail(exception, Name);
        }

        HubConnection hub = Hubs[0];
        foreach (string name in Name!.Distinct())
        {
            if (Confirm($"cluster set '{name}' on hub {hub}", Force ? "Create, or update what exists" : "Create"))
            {
                Send(name, token => CreateAsync(hub, name, token), made => Tell(hub, made.Set, made.Action, made.WasExclusive, show: true));
            }
        }
    }

    private async Task<(ClusterSet Set, ChangeAction Action, bool WasExclusive)> CreateAsync(HubConnection hub, string name, CancellationToken cancellationToken)
    {
        ResourceClient<ClusterSet> sets = Kinds.ClusterSets.On(hub);
        try
        {
            return (await sets.CreateAsync("", Spec.Create(name), DryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created, false);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Reason == "AlreadyExists")
        {
            return Force
                ? await ChangeAsync(hub, new ObjectKey("", name), "", cancellationToken).ConfigureAwait(false)
                : throw new HubException("AlreadyExists", $"The cluster set '{name}' already exists on hub {refusal.Hub} and was left as it is. Use -Force, or Set-OcmClusterSet, to update it.", refusal);
        }
    }
}
