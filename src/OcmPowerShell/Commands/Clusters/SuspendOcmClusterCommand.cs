using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Has placements give managed clusters up, and not choose them, until Resume-OcmCluster: cordon and drain.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "OcmCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class SuspendOcmClusterCommand : ClusterChangeCmdlet
{
    private const int ProgressId = 0x0C32;
    private const int MostNames = 5;

    private readonly Dictionary<HubConnection, PlacementHolds?> _holds = [];
    private readonly Dictionary<HubConnection, Dictionary<string, (ClusterTarget Target, Cluster Cluster)>> _drains = [];
    private bool _blindToWorks;
    private int _left;

    /// <summary>Why, for people; the taint's value.</summary>
    [Parameter]
    [ValidateLength(1, Suspension.LongestReason)]
    public string? Reason { get; set; }

    /// <summary>Waits until no placement selects the clusters.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    private protected override string Action => Reason is null ? "Suspend" : $"Suspend: {Reason}";

    private protected override void Check() => CheckWait(Wait);

    private protected override void Prepare(ClusterTarget target)
    {
        if (!_holds.TryGetValue(target.Hub, out PlacementHolds? holds))
        {
            _holds[target.Hub] = holds = ReadHolds(target);
        }

        if (holds?.Of(target.Name) is { Count: > 0 } keeping)
        {
            WriteWarning($"The managed {target} stays selected although it is suspended, by {Some(keeping)}.");
        }
    }

    private protected override async Task<(Cluster Cluster, ChangeAction Action)> ChangeAsync(ClusterTarget target, CancellationToken cancellationToken)
    {
        (Cluster Cluster, ChangeAction Action) changed =
            await new ClusterClient(target.Hub).SuspendAsync(target.Name, target.Uid, Reason, DryRun, cancellationToken).ConfigureAwait(false);
        PipelineBridge bridge = Bridge;
        try
        {
            List<string> works = [];
            int count = 0;
            await foreach (Work work in new WorkClient(target.Hub).ListAsync(target.Name, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (work is { ManagedBy: ManagedBy.User or ManagedBy.ClusterSet, Deleting: false } && ++count <= MostNames)
                {
                    works.Add(work.Name);
                }
            }

            if (count > 0)
            {
                string more = count > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {count - MostNames} more") : "";
                await bridge.PostAsync(() => WriteWarning($"The managed {target} keeps {count} work(s) that no placement put there: {string.Join(", ", works)}{more}. Remove-OcmWork takes them off.")).ConfigureAwait(false);
            }
        }
        catch (HubException exception)
        {
            // The cluster is suspended all the same.
            await bridge.PostAsync(() => WarnOfWorks(target, exception)).ConfigureAwait(false);
        }

        return changed;
    }

    private protected override void Tell(ClusterTarget target, Cluster cluster, ChangeAction action)
    {
        if (!Wait)
        {
            base.Tell(target, cluster, action);
            return;
        }

        WriteVerbose($"Managed {target}: {action}; waiting until no placement selects it.");
        if (!_drains.TryGetValue(target.Hub, out Dictionary<string, (ClusterTarget, Cluster)>? drains))
        {
            _drains[target.Hub] = drains = [];
        }

        drains[target.Name] = (target, cluster);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_drains.Count == 0)
        {
            return;
        }

        using PipelineBridge watching = NewBridge(ThrottleLimit);
        int all = _left = _drains.Values.Sum(drains => drains.Count);
        foreach (HubConnection hub in _drains.Keys)
        {
            watching.Run(token => DrainAsync(watching, hub, token));
        }

        FinishWithProgress(watching, () => new ProgressRecord(ProgressId, "Waiting until no placement selects them", string.Create(CultureInfo.InvariantCulture, $"{all - _left} of {all} managed clusters"))
        {
            PercentComplete = (all - _left) * 100 / all,
        });
        WriteHubWarnings();
    }

    private PlacementHolds? ReadHolds(ClusterTarget target)
    {
        try
        {
            return Await(token => PlacementHolds.ReadAsync(target.Hub, Reason, token));
        }
        catch (HubException exception) when (!ConcernsWholeHub(exception))
        {
            WriteWarning($"Whether placements keep suspended clusters could not be looked at. {exception.Message}");
            return null;
        }
        catch (HubException exception)
        {
            Fail(exception, target.Source);
            return null;
        }
    }

    // What one cluster's works cannot be asked for is likely to be so for all.
    private void WarnOfWorks(ClusterTarget target, HubException exception)
    {
        if (!_blindToWorks)
        {
            _blindToWorks = true;
            WriteWarning($"Which works stay on the managed {target} could not be looked at; nor will it be told of others. {exception.Message}");
        }
    }

    private async Task DrainAsync(PipelineBridge bridge, HubConnection hub, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (DrainResult result in new DrainWatch(hub, _drains[hub].Keys).WaitAsync(Timeout, cancellationToken).ConfigureAwait(false))
            {
                await bridge.PostAsync(() => TellDrain(hub, result)).ConfigureAwait(false);
            }
        }
        catch (HubException exception)
        {
            await bridge.PostAsync(() => Report(new HubException(exception.ErrorId, $"The clusters on hub {hub} are suspended, but whether placements still select them could not be seen. {exception.Message}", exception), hub)).ConfigureAwait(false);
        }
    }

    private void TellDrain(HubConnection hub, DrainResult result)
    {
        _left--;
        (ClusterTarget target, Cluster cluster) = _drains[hub][result.Cluster];
        if (result.IsDrained)
        {
            WriteVerbose($"Managed {target}: no placement selects it.");
            if (PassThru)
            {
                WriteObject(cluster);
            }

            return;
        }

        string state = result.SelectedBy is { } selecting
            ? $"It is still selected by {Some([.. selecting.Select(placement => _holds.GetValueOrDefault(hub)?.Describe(placement) ?? placement)])}."
            : "Which placements select it was not seen in that time.";
        Report(new HubException("WaitTimeout", string.Create(CultureInfo.InvariantCulture, $"The managed {target} is suspended, but was not free of placements after {Timeout.TotalSeconds:0.#} s. {state}"))
        {
            Advice = "Get-OcmPlacement shows what the placements tolerate; Set-OcmPlacement changes it. Or wait longer with -TimeoutSec.",
        }, target.Source);
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - MostNames} more") : "");
}
