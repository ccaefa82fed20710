using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.ReplicaSets;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Commands;

/// <summary>Lets the hub itself deliver manifests to the clusters that placements select, now and later.</summary>
[Cmdlet(VerbsCommon.New, "OcmWorkReplicaSet", DefaultParameterSetName = ByPath, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(WorkReplicaSet))]
public sealed class NewOcmWorkReplicaSetCommand : ReplicaSetContentCmdlet
{
    // Far more than a controller takes that runs.
    private static readonly TimeSpan TakingUp = TimeSpan.FromSeconds(5);

    private readonly List<PlacementReference> _placements = [];

    /// <summary>The replica set's name, as in <c>web</c>; its namespace is that of its placements.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = "";

    /// <summary>The placements that select the clusters, as in <c>prod/web</c>, or as objects; all in one namespace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByUri, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(Completion.PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>Also updates a replica set that exists: its manifests, placements, and what is named, nothing else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            base.BeginProcessing();
            Targets.RefuseEmpty(nameof(Name), true, [Name]);
            _ = Rollout;
            CheckOptions();
            ReadFiles();
        }
        catch (HubException exception)
        {
            Fail(exception, exception is ManifestException ? ManifestSource : Name);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Placement), true, Placement);
            if (ManifestsArePiped)
            {
                GatherManifests();
            }

            if (!ManifestsArePiped || _placements.Count == 0)
            {
                _placements.AddRange(Placement!);
            }
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
            // An empty pipeline brings nothing, and is no reason to do anything.
            if (_placements.Count > 0 && (!ManifestsArePiped || HasManifests))
            {
                Deliver();
            }
        }
        catch (HubException exception)
        {
            Fail(exception, Name);
        }

        FinishAll(Waits, WriteObject);
    }

    private void Deliver()
    {
        (string? named, string name) = PlacementNames.Split(Name, null);
        PlacementReference[] placements = [.. _placements.Select(placement => Meant(placement, named))];
        string[] namespaces = [.. placements.Select(placement => placement.Namespace).Concat(named is null ? [] : [named]).Distinct()];
        if (namespaces.Length > 1)
        {
            throw new HubException("InvalidArgument", $"A replica set and its placements are in one namespace, and these are in several: {string.Join(", ", namespaces)} (placements: {string.Join(", ", placements.Select(placement => placement.ToString()).Distinct())}). Make a replica set for each namespace.");
        }

        var key = new ObjectKey(namespaces[0], name);
        Targets.CheckWorkName(name);
        ReplicaSetBody.CheckName(key);
        HubConnection[] hubs = [.. placements.Select(placement => HubFor(placement.Hub, placement.ToString(), placement.Source)).Distinct()];
        if (hubs.Length > 1)
        {
            throw new HubException("HubMismatch", $"The placements are of several hubs: {string.Join(", ", hubs.Select(hub => hub.Identity))}. Nothing was sent. Make a replica set on each of them.");
        }

        Deliver(hubs[0], key, [.. placements.Select(placement => placement.Name).Distinct()]);
    }

    // A name alone is in the namespace that -Name says, as it is said in one place only.
    private static PlacementReference Meant(PlacementReference placement, string? @namespace) =>
        Targets.IsPattern(placement.ToString())
            ? throw new HubException("WildcardNotSupported", $"-Placement of New-OcmWorkReplicaSet takes no wildcards, so '{placement}' cannot surprise. Write: Get-OcmPlacement '{placement}' | New-OcmWorkReplicaSet …")
            : @namespace is not null && PSObject.AsPSObject(placement.Source).BaseObject is string text && !text.Contains('/', StringComparison.Ordinal)
                ? new PlacementReference(new ObjectKey(@namespace, placement.Name), null, null, placement.Source) : placement;

    private void Deliver(HubConnection hub, ObjectKey key, IReadOnlyList<string> placements)
    {
        IReadOnlyList<ManifestOutline> silent = [];
        var change = new ReplicaSetChange
        {
            Manifests = Content.Manifests,
            Options = Options,
            Placements = placements,
            Rollout = Rollout,
            CascadeDeletionPolicy = CascadeDeletionPolicy,
            Labels = Content.Labels,
            Annotations = Content.Annotations,
            Silent = found => silent = found,
        };

        // What a strategy has no use for is said before anything is sent; of one that exists, its own may be another.
        if (!Force || RolloutStrategy is not null)
        {
            _ = ReplicaSetBody.Create(key, change);
        }

        bool isOn = CheckGate(hub);
        CheckPlacements(hub, key.Namespace, placements);
        if (Confirm($"replica set '{key}' on hub {hub}", PlannedAction(placements)))
        {
            Send(
                Name,
                async token =>
                {
                    (WorkReplicaSet Set, ChangeAction Action) sent = await SendAsync(hub, key, change, token).ConfigureAwait(false);
                    return (Sent: sent, IsIdle: !isOn && !DryRun && !await IsTakenUpAsync(hub, sent.Set, token).ConfigureAwait(false));
                },
                done =>
                {
                    WarnOf(done.Sent.Set, silent);
                    WarnOfFailures(done.Sent.Set);
                    if (done.IsIdle)
                    {
                        WriteWarning($"The hub {hub} has taken the replica set '{key}', but its controller has not taken it up within {TakingUp.TotalSeconds:0} s. Is the feature gate ManifestWorkReplicaSet enabled there? It is off by default, and is not to be seen from here: kubectl get clustermanager cluster-manager -o yaml.");
                    }

                    Tell(hub, done.Sent, Name, returns: true);
                });
        }
    }

    private async Task<(WorkReplicaSet Set, ChangeAction Action)> SendAsync(HubConnection hub, ObjectKey key, ReplicaSetChange change, CancellationToken cancellationToken)
    {
        var writer = new ReplicaSetWriter(hub);
        return Force
            ? await writer.CreateOrChangeAsync(key, change, DryRun, cancellationToken).ConfigureAwait(false)
            : (await writer.CreateAsync(key, change, DryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created);
    }

    private string PlannedAction(IReadOnlyList<string> placements)
    {
        ManifestSet manifests = Content.Manifests;
        string verb = Force ? "Create, or update what exists, from" : "Create from";
        return $"{verb} {manifests.Manifests.Count} manifest(s), {manifests.SizeBytes} bytes, for the clusters of {string.Join(", ", placements)}{(Rollout.Strategy is { } strategy ? $", rolled out as {strategy}" : "")}";
    }

    // Whoever may not read placements is believed.
    private void CheckPlacements(HubConnection hub, string @namespace, IReadOnlyList<string> placements)
    {
        foreach (string name in placements)
        {
            var key = new ObjectKey(@namespace, name);
            try
            {
                Placement placement = Await(token => WithinAsync(Timeout, within => Kinds.Placements.On(hub).GetAsync(key, cancellationToken: within), token)) ?? throw Kinds.Placements.NotFound(hub, key);
                WarnOfGroups(placement);
            }
            catch (ApiStatusException exception) when (exception.Status.Code == 403)
            {
                WriteVerbose($"Whether the placement '{key}' is there is not known: {exception.Message}");
            }
        }
    }

    private void WarnOfGroups(Placement placement)
    {
        if (placement.Satisfied is null)
        {
            return;
        }

        string there = placement.Groups.Count == 0 ? "none" : string.Join(", ", placement.Groups.Select(group => group.Name.Length > 0 ? group.Name : $"{group.Index}").Distinct());
        foreach (string missing in (Rollout.MandatoryDecisionGroups ?? []).Where(wanted => !placement.Groups.Any(group => group.Name == wanted || $"{group.Index}" == wanted)))
        {
            WriteWarning($"The placement '{placement}' has no decision group '{missing}' now, so nothing comes first for it. Its groups: {there}.");
        }

        if (Rollout.Strategy == "ProgressivePerGroup" && placement.Groups.Count == 1)
        {
            WriteWarning($"The placement '{placement}' has one decision group, so all its {placement.SelectedCount} clusters are served at once. Set-OcmPlacement {placement} -ClustersPerDecisionGroup or -DecisionGroup makes more.");
        }
    }

    // The agents' condition Degraded of a work is True only when all its rules say so.
    private void WarnOfFailures(WorkReplicaSet set)
    {
        int running = Content.Manifests.Manifests.Count(manifest => RolloutKinds.RunningOf(ManifestOutline.Of(manifest)) is not null);
        if (running > 1 && set.Placements.Any(placement => placement is { MaxFailures: not ("" or "0" or "0%"), ProgressDeadline: "" or "None" }))
        {
            WriteWarning($"'{set}' has {running} manifests that run, and OCM counts a cluster as failed only when all of them have failed. With -ProgressDeadline it also does when one of them is not done in time.");
        }
    }

    // Not longer than the change may take, whose outcome is known by now.
    private async Task<bool> IsTakenUpAsync(HubConnection hub, WorkReplicaSet set, CancellationToken cancellationToken)
    {
        var goal = WaitGoal<WorkReplicaSet>.Until("taken up", state => state.IsTakenUp || state.Conditions.Count > 0, ReplicaSetState.Describe);
        TimeSpan limit = Timeout == TimeSpan.Zero || Timeout > 2 * TakingUp ? TakingUp : Timeout / 2;
        await foreach (WaitResult<WorkReplicaSet> result in new ObjectWaiter<WorkReplicaSet>(Kinds.ReplicaSets.On(hub), goal, null).WaitAsync([WaitTarget<WorkReplicaSet>.Of(set)], limit, cancellationToken).ConfigureAwait(false))
        {
            // Who may not watch is not told what nobody knows.
            return result.Outcome != WaitOutcome.TimedOut;
        }

        return true;
    }
}
