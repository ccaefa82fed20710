using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.History;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>Brings former states back to works.</summary>
[Cmdlet(VerbsCommon.Undo, "OcmWork", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(HubWork))]
public sealed class UndoOcmWorkCommand : WaitingChangeCmdlet
{
    private const string ByName = "Name";
    private const string ByWork = "Work";

    private readonly Dictionary<(string Hub, ObjectKey Key), WorkStateReference> _meant = [];
    private readonly Dictionary<(string Hub, ObjectKey Key), List<WorkStateReference>> _rows = [];
    private readonly HashSet<string> _taken = [];
    private readonly HashSet<string> _warnedOwners = [];
    private WorkFinder? _finder;
    private WaitList<HubWork>? _waits;
    private WorkHistory? _history;

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

    /// <summary>Works from Get-OcmWork, or rows of Get-OcmWorkHistory, one a work. Only these very objects are changed, not later ones of the same name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByWork, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public WorkStateReference[]? Work { get; set; }

    /// <summary>Brings back the state of this revision.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long Revision { get; set; }

    /// <summary>Brings back the newest state with this hash of its manifests.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ManifestHash { get; set; }

    /// <summary>Brings back the state that the work was in before this time.</summary>
    [Parameter]
    public DateTime Before { get; set; }

    /// <summary>Also changes works that an add-on, a replica set or the klusterlet keeps.</summary>
    [Parameter]
    public SwitchParameter IncludeManaged { get; set; }

    /// <summary>How many former states of a work are kept; 0 keeps none of this change.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int HistoryLimit { get; set; } = WorkHistory.DefaultLimit;

    /// <summary>What to wait for: Ready, Available or Applied.</summary>
    [Parameter]
    [ValidateSet("Ready", "Available", "Applied")]
    public string WaitFor { get; set; } = "Ready";

    /// <summary>Returns the works.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Changes => "works";

    private WaitList<HubWork> Waits => _waits ??= new WaitList<HubWork>(Kinds.Works, Enum.Parse<WorkGoal>(WaitFor).ToWaitGoal(), Timeout);

    private WorkFinder Finder => _finder ??= new WorkFinder(Bridge, Name, new WorkQuery(), Take, Report);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (NamesState() is { Length: > 1 } named)
        {
            Fail(new HubException("InvalidArgument", $"-{string.Join(" and -", named)} cannot be used together: each of them names the state that is to come back."));
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

            foreach (WorkStateReference work in Work ?? [])
            {
                HubConnection hub = HubFor(work.Hub, work.ToString(), work.Source);
                if (work.Revision is null)
                {
                    Read(hub, work);
                }
                else
                {
                    Gather(hub, work);
                }
            }

            foreach (ClusterReference cluster in Cluster ?? [])
            {
                Finder.Find(HubFor(cluster.Hub, cluster.Name, cluster.Source), cluster);
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
        foreach (List<WorkStateReference> rows in _rows.Values)
        {
            ReadOnly(rows);
            KeepUp();
        }

        FinishAll(Waits, work =>
        {
            if (PassThru)
            {
                WriteObject(work);
            }
        });
    }

    private string[] NamesState() => [.. new[] { nameof(Revision), nameof(ManifestHash), nameof(Before) }.Where(IsBound)];

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private void Read(HubConnection hub, WorkStateReference work)
    {
        _meant[(hub.Identity, work.Key)] = work;
        Finder.Read(hub, work.Key.Namespace, work.Name, work.Source);
    }

    private void Gather(HubConnection hub, WorkStateReference row)
    {
        if (NamesState().Length > 0)
        {
            throw new HubException("InvalidArgument", $"-{NamesState()[0]} cannot be used with a row of Get-OcmWorkHistory: the row names the state that is to come back.");
        }

        if (!_rows.TryGetValue((hub.Identity, row.Key), out List<WorkStateReference>? rows))
        {
            _rows[(hub.Identity, row.Key)] = rows = [];
        }

        rows.Add(row);
    }

    // The whole history of a work in the pipeline would make it go through all its states, in any order.
    private void ReadOnly(List<WorkStateReference> rows)
    {
        WorkStateReference first = rows[0];
        if (rows.Exists(row => row.Revision != first.Revision || row.Uid != first.Uid))
        {
            Report(new HubException("AmbiguousRevision", $"Several states of the work {first} came down the pipeline (revisions {string.Join(", ", rows.Select(row => row.Revision).Distinct())}), and only one can come back. It was left as it is. Select one, as in: Get-OcmWorkHistory … | Where-Object Revision -eq {first.Revision} | Undo-OcmWork"), first.Source);
            return;
        }

        Read(HubFor(first.Hub, first.ToString(), first.Source), first);
    }

    private void Take(HubWork work, object target)
    {
        if (!_taken.Add(work.Uid))
        {
            return;
        }

        HubConnection hub = HubFor(work.Hub, work.ToString(), target);
        _meant.Remove((hub.Identity, work.Key), out WorkStateReference? meant);
        try
        {
            if (meant is { Uid.Length: > 0 } && meant.Uid != work.Uid)
            {
                throw Kinds.Works.On(hub).Replaced(work.Key);
            }

            var undo = new WorkUndo(hub, Choice(meant)) { History = _history ??= NewHistory(), IncludeManaged = IncludeManaged, DryRun = DryRun };
            undo.Check(work);
            Send(target, token => undo.PlanAsync(work, token), plan => Consider(hub, undo, plan, target));
        }
        catch (HubException exception)
        {
            Report(exception, target);
        }
    }

    private UndoChoice Choice(WorkStateReference? meant) => meant is { Revision: { } revision }
        ? new UndoChoice { Revision = revision }
        : new UndoChoice
        {
            Revision = IsBound(nameof(Revision)) ? Revision : null,
            ManifestHash = ManifestHash,
            Before = IsBound(nameof(Before)) ? Before.ToUniversalTime() : null,
        };

    private WorkHistory NewHistory() => new() { Limit = HistoryLimit, Cmdlet = MyInvocation.MyCommand.Name };

    private void Consider(HubConnection hub, WorkUndo undo, UndoPlan plan, object target)
    {
        HubWork work = plan.Work;
        if (plan.Record is not { } record)
        {
            Tell(hub, (work, ChangeAction.Unchanged), target);
            return;
        }

        if (plan.Warning.Length > 0)
        {
            WriteWarning(plan.Warning);
        }

        WarnOfOwner(work);
        string action = $"Bring back revision {record.Revision} (manifest hash {record.ManifestHash}) in place of revision {work.Generation} ({work.ManifestHash})";
        if (Confirm($"work '{work.Name}' in cluster '{work.Cluster}' on hub {work.Hub}", action))
        {
            Send(target, token => undo.RunAsync(plan, token), sent => Tell(hub, sent, target));
        }
    }

    private void WarnOfOwner(HubWork work)
    {
        string owner = work.ManagedBy switch
        {
            ManagedBy.Placement => $"placement '{work.Owner}'",
            ManagedBy.ClusterSet => $"cluster set '{work.Owner}'",
            _ => "",
        };
        if (owner.Length > 0 && _warnedOwners.Add($"{work.Name} {owner}"))
        {
            WriteWarning($"The work '{work.Name}' was delivered to the {owner}: the next Sync-OcmWork brings back what its files say. Change the files too.");
        }
    }

    private void Tell(HubConnection hub, (HubWork Work, ChangeAction Action) sent, object target)
    {
        WriteVerbose($"Work '{sent.Work.Name}' in cluster '{sent.Work.Cluster}' on hub {hub}: {sent.Action}{(DryRun ? " (server dry run)" : "")}.");
        if (Wait)
        {
            Waits.Add(hub, sent.Work, target);
        }
        else if (PassThru)
        {
            WriteObject(sent.Work);
        }
    }
}
