using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Commands;

/// <summary>
/// Brings clusters to exactly what files and target say: creates what is missing, updates what differs, and takes away
/// what is its own and no more wanted.
/// </summary>
[Cmdlet(VerbsData.Sync, "OcmWork", DefaultParameterSetName = ByPath, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(WorkChange))]
public sealed class SyncOcmWorkCommand : WorkTargetCmdlet
{
    private RemovalLimit _limit = RemovalLimit.Default;

    /// <summary>Takes nothing away.</summary>
    [Parameter]
    public SwitchParameter NoPrune { get; set; }

    /// <summary>Goes on where the placement or set has no cluster: then all that have the work are to lose it.</summary>
    [Parameter]
    public SwitchParameter AllowEmpty { get; set; }

    /// <summary>How many clusters may lose the work: a number, or a percentage of those that have it. Above that none does.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string MaxRemove { get; set; } = RemovalLimit.Default.ToString();

    /// <summary>Also updates works of the name that belong to somebody else, whose they stay; never one of the klusterlet, and none is taken away.</summary>
    [Parameter]
    public SwitchParameter IncludeManaged { get; set; }

    // One plan for all clusters that are piped.
    private protected override bool DeliversAtEnd => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _limit = RemovalLimit.Parse(MaxRemove);
        }
        catch (HubException exception)
        {
            Fail(exception, MaxRemove);
        }

        base.BeginProcessing();
    }

    private protected override void Deliver(WorkDestination destination)
    {
        DeliveryRun run;
        DeliveryPlan plan;
        Dictionary<string, HubException> failed;
        try
        {
            DeliveryTarget target = Await(token => destination.FindAsync(AllowEmpty, token));
            var settings = new DeliverySettings
            {
                Split = Split,
                Prune = !NoPrune,
                IncludeManaged = IncludeManaged,
                MaxRemove = _limit,
                DryRun = DryRun,
                Patience = Timeout,
            };
            DeliveryContents contents = ContentsFor(destination, target);
            run = new DeliveryRun(destination.Hub, Name, target, contents.Of, settings) { Works = WorksOf(destination.Hub) };
            plan = Await(run.PlanAsync);
            failed = new Dictionary<string, HubException>([.. contents.Failed, .. run.Unread.Where(pair => !contents.Failed.ContainsKey(pair.Key))]);
        }
        catch (HubException exception)
        {
            Report(exception, destination.Source);
            return;
        }

        if (IsWhatIf)
        {
            Show(run, plan, failed, destination);
            return;
        }

        var tally = new DeliveryTally();
        TellBeforehand(plan, failed, destination, tally);
        Put(run, plan, destination, tally);
        Remove(run, plan, destination, tally);
        Summarize(run, plan, destination, tally);
    }

    private protected override void Arrived(Work? work)
    {
    }

    // One question for each line and not for each cluster: a fleet's plan must be readable.
    private void Show(DeliveryRun run, DeliveryPlan plan, IReadOnlyDictionary<string, HubException> failed, WorkDestination destination)
    {
        foreach (string line in DeliveryText.Lines(Name, run.Target, plan, failed, destination.Hub))
        {
            ShouldProcess(line, line, "");
        }
    }

    private void TellBeforehand(DeliveryPlan plan, Dictionary<string, HubException> failed, WorkDestination destination, DeliveryTally tally)
    {
        foreach ((string cluster, HubException failure) in failed)
        {
            Tell(destination, tally, DeliveryOutcome.Failed(new DeliveryStep(cluster, Name, DeliveryAction.Refuse), failure));
        }

        foreach (DeliveryStep step in plan.Steps)
        {
            if (step.Action == DeliveryAction.Refuse)
            {
                Tell(destination, tally, DeliveryOutcome.Failed(step, step.Problem!));
            }
        }

        Withhold(destination, tally, [.. plan.Steps.Where(step => step.Action == DeliveryAction.Withhold)], plan.Problem);
    }

    private void Put(DeliveryRun run, DeliveryPlan plan, WorkDestination destination, DeliveryTally tally)
    {
        IEnumerable<DeliveryStep> steps = plan.Steps.Where(step =>
            step.Action is DeliveryAction.Create or DeliveryAction.Update or DeliveryAction.Unchanged || step is { Action: DeliveryAction.Remove, Leaves: false });
        foreach (IGrouping<string, DeliveryStep> ofCluster in steps.GroupBy(step => step.Cluster))
        {
            DeliveryStep[] accepted = [.. ofCluster.Where(step => step.Action == DeliveryAction.Unchanged || Confirm(destination, step))];
            if (accepted.Length > 0)
            {
                Send(destination, tally, accepted, token => run.PutAsync(accepted, create: false, token));
            }
        }

        CatchUp();
    }

    private void Remove(DeliveryRun run, DeliveryPlan plan, WorkDestination destination, DeliveryTally tally)
    {
        DeliveryStep[] planned = [.. plan.Steps.Where(step => step is { Action: DeliveryAction.Remove, Leaves: true })];
        if (planned.Length == 0)
        {
            return;
        }

        (IReadOnlyList<DeliveryStep> removals, IReadOnlyList<DeliveryStep> kept, HubException? problem) =
            Await(token => run.ReleaseAsync(planned, tally.Entered, tally.NotEntered, token));
        Withhold(destination, tally, kept, problem);
        foreach (DeliveryStep step in removals.Where(step => Confirm(destination, step)))
        {
            Send(destination, tally, [step], async token => [await run.RemoveAsync(step, token).ConfigureAwait(false)]);
        }

        CatchUp();
    }

    private bool Confirm(WorkDestination destination, DeliveryStep step) =>
        Confirm($"work '{step.Work}' in cluster '{step.Cluster}' on hub {destination.Hub}", step.Action.ToString());

    private void Send(WorkDestination destination, DeliveryTally tally, DeliveryStep[] steps, Func<CancellationToken, Task<IReadOnlyList<DeliveryOutcome>>> change)
    {
        Send(
            destination.SourceOf(steps[0].Cluster),
            change,
            outcomes =>
            {
                foreach (DeliveryOutcome outcome in outcomes)
                {
                    Tell(destination, tally, outcome);
                }
            },
            failure => Tell(destination, tally, DeliveryOutcome.Failed(steps[0], failure)));
        KeepUp();
    }

    // One error for all that are withheld for one reason; a row says of each that it was.
    private void Withhold(WorkDestination destination, DeliveryTally tally, IReadOnlyList<DeliveryStep> steps, HubException? problem)
    {
        if (problem is null || steps.Count == 0)
        {
            return;
        }

        foreach (DeliveryStep step in steps)
        {
            WriteRow(destination, step, WorkChangeAction.Failed, step.Leaves ? $"{problem.ErrorId}: not removed" : $"{problem.ErrorId}: not created");
            tally.Add(DeliveryOutcome.Failed(step, problem));
        }

        Report(problem, destination.Source);
    }

    private void Tell(WorkDestination destination, DeliveryTally tally, DeliveryOutcome outcome)
    {
        tally.Add(outcome);
        object source = destination.SourceOf(outcome.Step.Cluster);
        WriteRow(destination, outcome.Step, outcome.Action, outcome.Error?.Message ?? "");
        if (outcome.Error is { } error)
        {
            if (!outcome.Follows)
            {
                Report(error, source);
            }
        }
        else if (Wait && outcome.Action != WorkChangeAction.Removed)
        {
            Waits.Add(destination.Hub, outcome.Work is { } work ? WaitTarget<Work>.Of(work) : new WaitTarget<Work>(new ObjectKey(outcome.Step.Cluster, outcome.Step.Work), outcome.Step.Existing!.Uid), source);
        }
    }

    private void WriteRow(WorkDestination destination, DeliveryStep step, WorkChangeAction action, string error) => WriteObject(new WorkChange
    {
        Hub = destination.Hub.Identity,
        Cluster = step.Cluster,
        Work = step.Work,
        Action = action,
        DryRun = DryRun,
        Error = error,
    });

    private void Summarize(DeliveryRun run, DeliveryPlan plan, WorkDestination destination, DeliveryTally tally)
    {
        string what = $"Work '{Name}' to {run.Target.Owner.Noun} on hub {destination.Hub}: {tally}{(DryRun ? " (server dry run)" : "")}.";
        string left = plan.Left == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {plan.Left} that no more want it keep it (-NoPrune).");
        string going = plan.GoingAlready == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {plan.GoingAlready} are on their way out already.");
        WriteVerbose(what + left + going);
        WriteInformation(what + left + going, ["OcmPowerShell"]);
        if (tally.Failed.Count > 0)
        {
            WriteWarning($"{what} Not as asked for: {DeliveryErrors.Names(tally.Failed)}. What was done stays; once the cause is mended, the same command does the rest.");
        }
    }
}
