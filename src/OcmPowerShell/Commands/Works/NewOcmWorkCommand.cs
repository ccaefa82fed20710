using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Commands;

/// <summary>Delivers manifests to clusters: one work a cluster. It never takes one away.</summary>
[Cmdlet(VerbsCommon.New, "OcmWork", DefaultParameterSetName = ByPath, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Work))]
public sealed class NewOcmWorkCommand : WorkTargetCmdlet
{
    private readonly HashSet<(string Hub, string Cluster)> _sent = [];

    /// <summary>Also updates works that exist and have the same owner: their manifests and what this module made for them, nothing else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Deliver(WorkDestination destination)
    {
        try
        {
            DeliveryTarget target = Await(token => destination.FindAsync(allowEmpty: false, token));
            if (target.Doubt is { } doubt)
            {
                WriteWarning($"{doubt.Message} The clusters that are selected by now get it.");
            }

            if (destination.IsNamed)
            {
                target = target with { Clusters = [.. target.Clusters.Where(cluster => _sent.Add((destination.Hub.Identity, cluster)))] };
            }

            var settings = new DeliverySettings { Split = Split, DryRun = DryRun, Patience = Timeout };
            DeliveryContents contents = ContentsFor(destination, target);
            foreach ((string cluster, HubException failure) in contents.Failed)
            {
                Report(failure, destination.SourceOf(cluster));
            }

            var run = new DeliveryRun(destination.Hub, Name, target, contents.Of, settings) { Works = WorksOf(destination.Hub) };
            foreach (IGrouping<string, DeliveryStep> steps in StepsOf(run, destination).GroupBy(step => step.Cluster))
            {
                Send(run, destination, steps.Key, [.. steps.Where(step => Confirm(run, destination.Hub, step))]);
            }
        }
        catch (HubException exception) when (!destination.IsNamed)
        {
            Report(exception, destination.Source);
        }
    }

    private protected override void Arrived(Work? work) => WriteObject(work);

    // What exists is looked at first only where that is needed, or tells more: a look takes time and a right.
    private IReadOnlyList<DeliveryStep> StepsOf(DeliveryRun run, WorkDestination destination)
    {
        if (!Force || !(Split || IsWhatIf))
        {
            return run.StepsUnseen(update: Force);
        }

        DeliveryPlan plan = Await(run.PlanAsync);
        foreach ((string cluster, HubException unread) in run.Unread)
        {
            Report(unread, destination.SourceOf(cluster));
        }

        foreach (DeliveryStep refused in plan.Steps.Where(step => step.Action == DeliveryAction.Refuse))
        {
            Report(refused.Problem!, destination.SourceOf(refused.Cluster));
        }

        // One that is as it should be is read again all the same, to be returned.
        return [.. plan.Steps.Where(step => step.Action != DeliveryAction.Refuse).Select(step => step.Action == DeliveryAction.Unchanged && !IsWhatIf ? step with { Action = DeliveryAction.Update } : step)];
    }

    private bool Confirm(DeliveryRun run, HubConnection hub, DeliveryStep step)
    {
        ManifestSet manifests = run.ContentOf(new ObjectKey(step.Cluster, step.Work))!.Manifests;
        string action = step.Action switch
        {
            DeliveryAction.Unchanged => "Leave as it is, which holds the same",
            DeliveryAction.Update when step.Existing is null => "Create, or update what exists, from",
            DeliveryAction.Update => "Update to",
            _ => "Create from",
        };
        string count = string.Create(CultureInfo.InvariantCulture, $"{manifests.Manifests.Count} manifest(s), {manifests.SizeBytes} bytes");
        return Confirm($"work '{step.Work}' in cluster '{step.Cluster}' on hub {hub}", $"{action} {count}");
    }

    private void Send(DeliveryRun run, WorkDestination destination, string cluster, IReadOnlyList<DeliveryStep> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        object source = destination.SourceOf(cluster);
        Send(source, token => run.PutAsync(steps, create: !Force, token), outcomes =>
        {
            foreach (DeliveryOutcome outcome in outcomes)
            {
                Tell(destination.Hub, outcome, source);
            }
        });
        KeepUp();
    }

    private void Tell(HubConnection hub, DeliveryOutcome outcome, object source)
    {
        if (outcome.Error is { } error)
        {
            // What was not tried because of one that failed is told with that one.
            if (!outcome.Follows)
            {
                Report(error, source);
            }

            return;
        }

        WriteVerbose($"Work '{outcome.Step.Work}' in cluster '{outcome.Step.Cluster}' on hub {hub}: {outcome.Action}{(DryRun ? " (server dry run)" : "")}.");
        if (Wait)
        {
            Waits.Add(hub, outcome.Work!, source);
        }
        else
        {
            WriteObject(outcome.Work);
        }
    }
}
