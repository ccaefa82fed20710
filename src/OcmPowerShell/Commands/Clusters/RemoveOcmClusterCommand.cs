using System.Collections.Concurrent;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;

namespace OcmPowerShell.Commands;

/// <summary>Takes clusters off the hub: their works, their add-ons, then the cluster.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveOcmClusterCommand : ClusterTargetCmdlet
{
    private readonly ConcurrentDictionary<string, ClusterRemoval> _running = new();
    private int _all;
    private int _done;

    /// <summary>Clusters, by name or as objects; wildcards may be used. Of objects only these very clusters are removed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ManagedClusterReference[]? Cluster { get; set; }

    /// <summary>Takes finalizers off what does not go: at once where no agent reports, else when time is up. What they stand for stays on the cluster.</summary>
    [Parameter]
    public SwitchParameter RemoveFinalizer { get; set; }

    /// <summary>Waits until the cluster itself is gone.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    private protected override IReadOnlyList<ObjectReference>? Clusters => Cluster;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (RemoveFinalizer && DryRun)
        {
            Fail(new HubException("InvalidArgument", "-RemoveFinalizer cannot be used with -DryRun: which finalizers are left is not known before the deletion. -WhatIf tells what would go."));
        }

        CheckWait(Wait);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ResolvePatterns();
        FinishWithProgress(Bridge, Progress);
        WriteHubWarnings();
    }

    private protected override void Take(ClusterTarget target)
    {
        Send(target.Source, token => ClusterRemoval.PlanAsync(target.Hub, target.Name, target.Uid, token), plan => Consider(target, plan));
        KeepUp();
    }

    private void Consider(ClusterTarget target, ClusterRemovalPlan plan)
    {
        if (plan.IsEmpty)
        {
            WriteWarning($"The hub {target.Hub} has no managed cluster '{target.Name}', so there is nothing to remove. If the name is mistyped: Get-OcmCluster lists those it has.");
            return;
        }

        if (!Confirm(target.ToString(), Describe(plan)))
        {
            return;
        }

        if (RemoveFinalizer)
        {
            WriteWarning($"What the hub cannot take off the cluster '{target.Name}' any more stays there: the resources of its works, and its klusterlet. Should it come back, clean it up by hand.");
        }
        else if (!plan.IsAlive && plan.Works.Count > 0 && !DryRun)
        {
            WriteWarning($"The cluster '{target.Name}' {(plan.Cluster is { } cluster ? $"is {cluster.Status}" : "is gone from the hub, but parts of it are left")}: its works go only when its agent takes their resources off.");
        }

        Remove(target, plan);
    }

    private string Describe(ClusterRemovalPlan plan)
    {
        string what = plan.ToString() is { Length: > 0 } parts ? $"Remove {parts}" : "Remove";
        return RemoveFinalizer ? $"{what}, without its agent: finalizers are taken off, and the works' resources and the klusterlet stay on the cluster" : what;
    }

    // Not within the time of one change: a removal has its own, and says what is left when it is up.
    private void Remove(ClusterTarget target, ClusterRemovalPlan plan)
    {
        _all++;
        Bridge.Run(async token =>
        {
            var removal = new ClusterRemoval(target.Hub, plan, Timeout)
            {
                Waits = Wait,
                RemovesFinalizers = RemoveFinalizer,
                DryRun = DryRun,
                Warn = text => _ = Bridge.PostAsync(() => WriteWarning(text)).AsTask(),
            };
            _running[target.ToString()] = removal;
            try
            {
                await removal.RunAsync(token).ConfigureAwait(false);
                await Bridge.PostAsync(() => WriteVerbose($"Managed {target}: removed{(DryRun ? " (server dry run)" : "")}.")).ConfigureAwait(false);
            }
            catch (HubException exception)
            {
                await Bridge.PostAsync(() => Report(exception, target.Source)).ConfigureAwait(false);
            }
            finally
            {
                _running.TryRemove(target.ToString(), out _);
                Interlocked.Increment(ref _done);
            }
        });
    }

    private ProgressRecord Progress()
    {
        string now = string.Join("; ", _running.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(3).Select(pair => $"{pair.Key}: {pair.Value.State}"));
        return new ProgressRecord(0x0C33, "Removing clusters", $"{_done} of {_all}{(now.Length > 0 ? $"; {now}" : "")}")
        {
            PercentComplete = _all == 0 ? 0 : _done * 100 / _all,
        };
    }
}
