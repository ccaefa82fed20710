using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Delivers manifests to clusters: one work a cluster.</summary>
[Cmdlet(VerbsCommon.New, "OcmWork", DefaultParameterSetName = ByPath, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Work))]
public sealed class NewOcmWorkCommand : WorkTargetCmdlet
{
    private readonly HashSet<(string Hub, string Cluster)> _sent = [];

    /// <summary>Also updates works that exist: their manifests and what this module made for them, nothing else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Deliver()
    {
        // All are looked at before the first is sent: a list that is refused has changed nothing.
        foreach ((HubConnection hub, ClusterReference cluster) in Array.ConvertAll(Cluster!, HubOf))
        {
            if (_sent.Add((hub.Identity, cluster.Name)) && Confirm($"work '{Name}' in cluster '{cluster}' on hub {hub}", PlannedAction()))
            {
                Send(cluster.Source, token => SendAsync(hub, cluster, token), sent => Tell(hub, cluster, sent));
            }
        }
    }

    private string PlannedAction()
    {
        ManifestSet manifests = Content.Manifests;
        string verb = Force ? "Create, or update what exists, from" : "Create from";
        return $"{verb} {manifests.Manifests.Count} manifest(s), {manifests.SizeBytes} bytes";
    }

    private async Task<(Work Work, ChangeAction Action)> SendAsync(HubConnection hub, ClusterReference cluster, CancellationToken cancellationToken)
    {
        WorkClient works = WorksOf(hub);
        try
        {
            return Force
                ? await works.CreateOrUpdateAsync(cluster.Name, Name, Content, DryRun, cancellationToken).ConfigureAwait(false)
                : (await works.CreateAsync(cluster.Name, Name, Content, DryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created);
        }
        catch (ApiStatusException refusal)
        {
            throw WorkErrors.Explain(refusal, Name, cluster.Name);
        }
    }

    private void Tell(HubConnection hub, ClusterReference cluster, (Work Work, ChangeAction Action) sent)
    {
        WriteVerbose($"Work '{Name}' in cluster '{cluster}' on hub {hub}: {sent.Action}{(DryRun ? " (server dry run)" : "")}.");
        if (Wait)
        {
            Waits.Add(hub, sent.Work, cluster.Source);
        }
        else
        {
            WriteObject(sent.Work);
        }
    }
}
