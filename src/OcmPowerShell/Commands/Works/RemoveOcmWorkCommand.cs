using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;
using HubWork = OcmPowerShell.Hub.Model.Work;
using Ownership = OcmPowerShell.Hub.Model.Ownership;

namespace OcmPowerShell.Commands;

/// <summary>Deletes works; the agents then take their resources off the clusters.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmWork", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveOcmWorkCommand : WaitingChangeCmdlet
{
    private const string ByName = "Name";
    private const string ByWork = "Work";
    private const string StuckAdvice = "Wait longer with -TimeoutSec. Only the cluster's agent takes a work's resources off the cluster: Get-OcmCluster shows whether it reports. If it never comes back, -RemoveFinalizer takes the work off the hub and leaves them there.";

    private readonly Dictionary<(string Hub, ObjectKey Key), WorkReference> _meant = [];
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<HubConnection, WorkRemoval> _removals = [];
    private readonly List<(HubConnection Hub, HubWork Work, object Target)> _left = [];
    private WorkFinder? _finder;
    private WaitList<HubWork>? _waits;
    private bool _yesToAll;
    private bool _noToAll;
    private int _done;

    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByName, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Works from Get-OcmWork. Only these very objects are deleted, not later ones of the same name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByWork, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public WorkReference[]? Work { get; set; }

    /// <summary>Also deletes works that an add-on, a replica set or the klusterlet keeps.</summary>
    [Parameter]
    public SwitchParameter IncludeManaged { get; set; }

    /// <summary>Takes finalizers off works that do not go: at once where no agent reports, else when time is up. Their resources stay on the cluster.</summary>
    [Parameter]
    public SwitchParameter RemoveFinalizer { get; set; }

    private protected override string Changes => "works";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (RemoveFinalizer && DryRun)
        {
            Fail(new HubException("InvalidArgument", "-RemoveFinalizer cannot be used with -DryRun: which finalizers are left is not known before the deletion. -WhatIf tells what would go."));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ParameterSetName == ByName)
            {
                Targets.RefuseEmpty(nameof(Name), true, Name);
                Targets.RefuseEmpty(nameof(Cluster), true, Cluster);
            }

            _waits ??= new WaitList<HubWork>(Kinds.Works, WorkGoal.Deleted.ToWaitGoal() with { Advice = StuckAdvice }, Timeout);
            _finder ??= new WorkFinder(Bridge, Name, new WorkQuery(), Remove, Report);
            foreach (WorkReference work in Work ?? [])
            {
                HubConnection hub = HubFor(work.Hub, work.ToString(), work.Source);
                _meant[(hub.Identity, work.Key)] = work;
                _finder.Read(hub, work.Cluster, work.Name, work.Source);
            }

            foreach (ClusterReference cluster in Cluster ?? [])
            {
                _finder.Find(HubFor(cluster.Hub, cluster.Name, cluster.Source), cluster);
            }

            KeepUp();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_waits is null)
        {
            return;
        }

        FinishSending();
        StripWhatStays();
        WaitForAll(_waits, _ => { });
        WriteHubWarnings();
    }

    private void Remove(HubWork work, object target)
    {
        if (!_taken.Add(work.Uid))
        {
            return;
        }

        HubConnection hub = HubFor(work.Hub, work.ToString(), target);
        if (_meant.Remove((hub.Identity, work.Key), out WorkReference? meant) && meant.Uid.Length > 0 && meant.Uid != work.Uid)
        {
            Report(Kinds.Works.On(hub).Replaced(work.Key), target);
            return;
        }

        if (!Ownership.IsOurs(work.ManagedBy) && !IncludeManaged)
        {
            HubException refusal = WorkClient.ManagedByOther(work);
            Report(new HubException(refusal.ErrorId, refusal.Message + " Use -IncludeManaged to remove it all the same."), target);
            return;
        }

        if (!_removals.TryGetValue(hub, out WorkRemoval? removal))
        {
            _removals[hub] = removal = new WorkRemoval(hub);
        }

        if (IsMeant($"work '{work.Name}' in cluster '{work.Cluster}' on hub {work.Hub}"))
        {
            Send(target, token => RemoveAsync(removal, work, token), sent => Tell(hub, work, target, sent));
        }
    }

    // What stays on a cluster when finalizers go, nobody takes off it any more: that is asked for, as the rest is not.
    private bool IsMeant(string work)
    {
        if (!RemoveFinalizer)
        {
            return Confirm(work, "Remove");
        }

        const string Action = "Remove, if need be without its agent: finalizers are taken off, and its resources stay on the cluster";
        bool asks = !MyInvocation.BoundParameters.ContainsKey("Confirm") && GetVariableValue("ConfirmPreference") is ConfirmImpact.High;
        return Confirm(work, Action) && (!asks || ShouldContinue($"{Action}: {work}?", "Remove finalizers", ref _yesToAll, ref _noToAll));
    }

    private async Task<(bool IsLeft, string Warning)> RemoveAsync(WorkRemoval removal, HubWork work, CancellationToken cancellationToken)
    {
        bool alive = !RemoveFinalizer || await removal.HasAgentAsync(work.Cluster, cancellationToken).ConfigureAwait(false);
        if (!await removal.DeleteAsync(work, DryRun, cancellationToken).ConfigureAwait(false))
        {
            return (false, "");
        }

        return alive ? (true, "") : (false, await removal.StripAsync(work, cancellationToken).ConfigureAwait(false));
    }

    private void Tell(HubConnection hub, HubWork work, object target, (bool IsLeft, string Warning) sent)
    {
        Warn(sent.Warning);
        if (sent.IsLeft && RemoveFinalizer)
        {
            _left.Add((hub, work, target));
        }
        else if (sent.IsLeft && Wait)
        {
            _waits!.Add(hub, work, target);
        }
    }

    private void Warn(string text)
    {
        if (text.Length > 0)
        {
            WriteWarning(text);
        }
    }

    // A live agent has its time to clean up; all of them have the same.
    private void StripWhatStays()
    {
        if (_left.Count == 0)
        {
            return;
        }

        using PipelineBridge watching = NewBridge(ThrottleLimit);
        foreach (var byHub in _left.GroupBy(left => left.Hub))
        {
            Dictionary<ObjectKey, (HubWork Work, object Target)> left = byHub.ToDictionary(item => item.Work.Key, item => (item.Work, item.Target));
            watching.Run(token => StripAsync(watching, byHub.Key, left, token));
        }

        FinishWithProgress(watching, Progress);
    }

    private async Task StripAsync(PipelineBridge watching, HubConnection hub, Dictionary<ObjectKey, (HubWork Work, object Target)> left, CancellationToken cancellationToken)
    {
        var waiter = new ObjectWaiter<HubWork>(Kinds.Works.On(hub), WorkGoal.Deleted.ToWaitGoal(), null);
        try
        {
            await foreach (WaitResult<HubWork> result in waiter.WaitAsync([.. left.Values.Select(item => WaitTarget<HubWork>.Of(item.Work))], Timeout, cancellationToken).ConfigureAwait(false))
            {
                (HubWork work, object target) = left[result.Target];
                if (result.Outcome == WaitOutcome.TimedOut)
                {
                    watching.Run(token => StripAsync(watching, _removals[hub], work, target, token));
                    continue;
                }

                Interlocked.Increment(ref _done);
                if (result.Error is { } failure)
                {
                    await watching.PostAsync(() => Report(failure, target)).ConfigureAwait(false);
                }
            }
        }
        catch (HubException exception)
        {
            await watching.PostAsync(() => Report(exception, hub)).ConfigureAwait(false);
        }
    }

    private async Task StripAsync(PipelineBridge watching, WorkRemoval removal, HubWork work, object target, CancellationToken cancellationToken)
    {
        try
        {
            string warning = await removal.StripAsync(work, cancellationToken).ConfigureAwait(false);
            await watching.PostAsync(() => Warn(warning)).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await watching.PostAsync(() => Report(exception, target)).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Increment(ref _done);
        }
    }

    private ProgressRecord Progress() => new(0x0C34, "Waiting for agents", $"{_done} of {_left.Count} works are gone")
    {
        PercentComplete = _done * 100 / _left.Count,
    };
}
