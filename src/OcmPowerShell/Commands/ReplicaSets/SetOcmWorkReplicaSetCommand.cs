using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.ReplicaSets;

namespace OcmPowerShell.Commands;

/// <summary>Changes replica sets: what is named, and nothing else.</summary>
[Cmdlet(VerbsCommon.Set, "OcmWorkReplicaSet", DefaultParameterSetName = ByOption, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(WorkReplicaSet))]
public sealed class SetOcmWorkReplicaSetCommand : ReplicaSetContentCmdlet
{
    private const string ByOption = "Option";

    private readonly HashSet<(string Hub, ObjectKey Key)> _sent = [];
    private readonly List<WorkReplicaSetReference> _named = [];

    /// <summary>Replica sets from Get-OcmWorkReplicaSet, or texts such as <c>prod/web</c>. A name alone is in the namespace <c>default</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByOption, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByUri, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Name")]
    [ArgumentCompleter(typeof(WorkReplicaSetCompleter))]
    public WorkReplicaSetReference[]? ReplicaSet { get; set; }

    /// <summary>The placements it is to have, and no others; of the same namespace.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public string[]? Placement { get; set; }

    /// <summary>Placements to add.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public string[]? AddPlacement { get; set; }

    /// <summary>Placements to take out: the works of their clusters go.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public string[]? RemovePlacement { get; set; }

    /// <summary>Returns the replica sets as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private IEnumerable<string> Parts =>
        [nameof(Placement), nameof(AddPlacement), nameof(RemovePlacement), nameof(RolloutStrategy), nameof(MaxConcurrency), nameof(MinSuccessTime), nameof(ProgressDeadline),
            nameof(MaxFailures), nameof(MandatoryDecisionGroup), nameof(CascadeDeletionPolicy), nameof(Label), nameof(Annotation), .. WorkOptionInput.Parameters];

    private bool ChangesManifests => ParameterSetName != ByOption;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            base.BeginProcessing();
            foreach ((string parameter, string[]? value) in new[] { (nameof(Placement), Placement), (nameof(AddPlacement), AddPlacement), (nameof(RemovePlacement), RemovePlacement) })
            {
                Targets.RefuseEmpty(parameter, IsBound(parameter), value);
            }

            if (Placement is not null && (AddPlacement ?? RemovePlacement) is not null)
            {
                throw new HubException("InvalidArgument", "-Placement says all the placements there are to be, so -AddPlacement and -RemovePlacement have no place beside it.");
            }

            if (!ChangesManifests && !Parts.Any(IsBound))
            {
                throw new HubException("InvalidArgument", $"Nothing is named that is to change. Give manifests (-Path, -LiteralPath, -InputObject) or one of -{string.Join(", -", Parts)}.");
            }

            _ = Rollout;
            CheckOptions();
            if (ChangesManifests)
            {
                ReadFiles();
            }
        }
        catch (HubException exception)
        {
            Fail(exception, ManifestSource);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(ReplicaSet), true, ReplicaSet);
            if (ManifestsArePiped)
            {
                GatherManifests();
                if (_named.Count == 0)
                {
                    _named.AddRange(ReplicaSet!);
                }

                return;
            }

            Change(ReplicaSet!);
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
        try
        {
            if (ManifestsArePiped && HasManifests)
            {
                Change(_named);
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }

        FinishAll(Waits, WriteIfPassedOn);
    }

    private void WriteIfPassedOn(WorkReplicaSet? set)
    {
        if (PassThru && set is not null)
        {
            WriteObject(set);
        }
    }

    private void Change(IReadOnlyCollection<WorkReplicaSetReference> sets)
    {
        // All are looked at before the first is sent: a list that is refused has changed nothing.
        foreach ((HubConnection hub, WorkReplicaSetReference set) in sets.Select(HubOf).ToList())
        {
            CheckGate(hub);
            if (_sent.Add((hub.Identity, set.Key)) && Confirm($"replica set '{set}' on hub {hub}", PlannedAction()))
            {
                Send(hub, set);
            }
        }
    }

    private (HubConnection Hub, WorkReplicaSetReference Set) HubOf(WorkReplicaSetReference set) => Targets.IsPattern(set.ToString())
        ? throw new HubException("WildcardNotSupported", $"Set-OcmWorkReplicaSet takes no wildcards, so '{set}' cannot surprise. Write: Get-OcmWorkReplicaSet '{set}' | Set-OcmWorkReplicaSet …")
        : (HubFor(set.Hub, set.ToString(), set.Source), set);

    private void Send(HubConnection hub, WorkReplicaSetReference set)
    {
        IReadOnlyList<ManifestOutline> silent = [];
        Send(
            set.Source,
            token =>
            {
                var change = new ReplicaSetChange
                {
                    Manifests = ChangesManifests ? Content.Manifests : null,
                    Options = Options,
                    Placements = NamesIn(Placement, set),
                    AddedPlacements = NamesIn(AddPlacement, set) ?? [],
                    RemovedPlacements = NamesIn(RemovePlacement, set) ?? [],
                    Rollout = Rollout,
                    CascadeDeletionPolicy = CascadeDeletionPolicy,
                    Labels = TextMap.From(nameof(Label), Label),
                    Annotations = TextMap.From(nameof(Annotation), Annotation),
                    Silent = found => silent = found,
                };
                return new ReplicaSetWriter(hub).ChangeAsync(set.Key, set.Uid, change, DryRun, token);
            },
            sent =>
            {
                WarnOf(sent.Set, silent);
                Tell(hub, sent, set.Source, PassThru);
            });
    }

    /// <exception cref="HubException"><c>InvalidArgument</c>: a placement is named with another namespace.</exception>
    private static List<string>? NamesIn(string[]? placements, WorkReplicaSetReference set) => placements?.Select(text => text.Trim().Split('/') switch
    {
        [{ Length: > 0 } name] => name,
        [{ Length: > 0 } @namespace, { Length: > 0 } name] when @namespace == set.Namespace => name,
        [{ Length: > 0 }, { Length: > 0 }] => throw new HubException("InvalidArgument", $"The placement '{text}' is not in the namespace of the replica set '{set}', where its placements must be."),
        _ => throw new HubException("InvalidName", $"'{text}' is no name of a placement. Write web, or prod/web with its namespace."),
    }).ToList();

    private string PlannedAction()
    {
        List<string> what = [.. Parts.Where(IsBound)];
        if (ChangesManifests)
        {
            ManifestSet manifests = Content.Manifests;
            what.Insert(0, $"{manifests.Manifests.Count} manifest(s), {manifests.SizeBytes} bytes");
        }

        return $"Set {string.Join(", ", what)}";
    }
}
