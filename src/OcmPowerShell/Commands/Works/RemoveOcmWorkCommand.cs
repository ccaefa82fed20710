using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
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

    private readonly Dictionary<string, WorkReference> _meant = [];
    private readonly HashSet<string> _taken = [];
    private WorkFinder? _finder;
    private WaitList<HubWork>? _waits;

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

    private protected override string Changes => "works";

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

            _waits ??= new WaitList<HubWork>(Kinds.Works, WorkGoal.Deleted.ToWaitGoal(), Timeout);
            _finder ??= new WorkFinder(Bridge, Name, new WorkQuery(), Remove, Report);
            foreach (WorkReference work in Work ?? [])
            {
                _meant[$"{work.Cluster}/{work.Name}"] = work;
                _finder.Read(HubFor(work.Hub, work.ToString(), work.Source), work.Cluster, work.Name, work.Source);
            }

            foreach (ClusterReference cluster in Cluster ?? [])
            {
                _finder.Find(HubFor(cluster.Hub, cluster.Name, cluster.Source), cluster);
            }

            Bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_waits is not null)
        {
            FinishAll(_waits, _ => { });
        }
    }

    private void Remove(HubWork work, object target)
    {
        if (!_taken.Add(work.Uid))
        {
            return;
        }

        if (_meant.GetValueOrDefault(work.ToString()) is { Uid.Length: > 0 } meant && meant.Uid != work.Uid)
        {
            Report(Kinds.Works.On(HubFor(work.Hub, work.ToString(), target)).Replaced(work.Key), target);
            return;
        }

        if (!Ownership.IsOurs(work.ManagedBy) && !IncludeManaged)
        {
            HubException refusal = WorkClient.ManagedByOther(work);
            Report(new HubException(refusal.ErrorId, refusal.Message + " Use -IncludeManaged to remove it all the same."), target);
            return;
        }

        HubConnection hub = HubFor(work.Hub, work.ToString(), target);
        if (Confirm($"work '{work.Name}' in cluster '{work.Cluster}' on hub {work.Hub}", "Remove"))
        {
            Send(target, token => DeleteAsync(hub, work, token), wasThere => AddWait(wasThere, hub, work, target));
        }
    }

    // False when somebody else was faster; gone is what was asked for.
    private async Task<bool> DeleteAsync(HubConnection hub, HubWork work, CancellationToken cancellationToken)
    {
        try
        {
            await new WorkClient(hub).DeleteAsync(work.Cluster, work.Name, work.Uid, DryRun, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HubException exception) when (exception.ErrorId == "NotFound")
        {
            return false;
        }
    }

    private void AddWait(bool wasThere, HubConnection hub, HubWork work, object target)
    {
        if (wasThere)
        {
            _waits!.Add(hub, work, target);
        }
    }
}
