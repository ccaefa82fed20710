using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.ReplicaSets;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that says what replica sets hold and how their clusters are served.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ReplicaSetContentCmdlet : WorkContentCmdlet
{
    private static readonly string[] Strategies = ["All", "Progressive", "ProgressivePerGroup"];

    private readonly Dictionary<string, bool> _gates = [];
    private readonly OutdatedStates _outdated = new();
    private WaitList<WorkReplicaSet>? _waits;
    private RolloutSettings? _rollout;

    /// <summary>How the clusters are served: all at once, some at a time, or one decision group at a time.</summary>
    [Parameter]
    [ValidateSet("All", "Progressive", "ProgressivePerGroup")]
    public string? RolloutStrategy { get; set; }

    /// <summary>How many clusters at a time, or what part of them, as in <c>25%</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaxConcurrency { get; set; }

    /// <summary>How long a cluster that is done is watched before the next begins: a TimeSpan, or as in <c>5m</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MinSuccessTime { get; set; }

    /// <summary>After which a cluster that is not done counts as failed: a TimeSpan, as in <c>10m</c>, or None.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProgressDeadline { get; set; }

    /// <summary>How many clusters may fail, or what part of them, before no other is begun.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaxFailures { get; set; }

    /// <summary>Decision groups that come first and must all be done before the others begin, by name or index.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? MandatoryDecisionGroup { get; set; }

    /// <summary>Whether the replica set waits for its works when it is deleted: Foreground, or Background.</summary>
    [Parameter]
    [ValidateSet("Background", "Foreground")]
    public string? CascadeDeletionPolicy { get; set; }

    /// <summary>What to wait for: RolledOut, Available or Applied.</summary>
    [Parameter]
    [ValidateSet("RolledOut", "Available", "Applied")]
    public string WaitFor { get; set; } = "RolledOut";

    private protected override string Changes => "replica sets";

    /// <summary>The replica sets to wait for, where that is asked for.</summary>
    private protected WaitList<WorkReplicaSet> Waits =>
        _waits ??= new WaitList<WorkReplicaSet>(Kinds.ReplicaSets, Enum.Parse<ReplicaSetGoal>(WaitFor, ignoreCase: true).ToWaitGoal().AfterChanges(_outdated.Contain, _outdated.AreWorksSoAsync), Timeout);

    /// <summary>How the clusters are to be served.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>, <c>EmptyTarget</c>.</exception>
    private protected RolloutSettings Rollout => _rollout ??= ReadRollout();

    /// <summary>Whether a parameter is on the command line.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Refuses options that are of no use here.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>, or they cannot be meant so.</exception>
    private protected void CheckOptions()
    {
        if (Options.TtlAfterFinished is not null)
        {
            throw new HubException("InvalidArgument", "-TtlAfterFinished is of no use here: OCM never takes away works of a replica set that are complete. Remove-OcmWorkReplicaSet does.");
        }

        if (IsBound(nameof(HistoryLimit)))
        {
            throw new HubException("InvalidArgument", "-HistoryLimit is of no use here: of a replica set no former states are kept. Export-OcmWork keeps its manifests as files.");
        }
    }

    /// <summary>Refuses a hub that is known not to act on replica sets, before anything is sent.</summary>
    /// <returns>Whether it is known that it does.</returns>
    /// <exception cref="HubException"><c>FeatureGateDisabled</c>.</exception>
    private protected bool CheckGate(HubConnection hub)
    {
        if (!_gates.TryGetValue(hub.Identity, out bool known))
        {
            _gates[hub.Identity] = known = Await(token => WithinAsync(Timeout, new ReplicaSetGate(hub).CheckAsync, token));
        }

        return known;
    }

    /// <summary>Warns of manifests of which nothing tells when they are done, and of what the rollout cannot tell.</summary>
    private protected void WarnOf(WorkReplicaSet set, IReadOnlyList<ManifestOutline> silent)
    {
        string what = string.Join(", ", silent.Take(5).Select(NameOf)) + (silent.Count > 5 ? $" and {silent.Count - 5} more" : "");
        string then = set.HasProgressRule
            ? "A cluster counts as done without looking at it."
            : $"So no cluster ever counts as done, and the rollout of '{set}' never ends{(set.RolloutStrategy.Contains("Progressive", StringComparison.Ordinal) ? ": it stops after its first clusters" : "")}.";
        if (silent.Count > 0)
        {
            WriteWarning($"Nothing tells when {what} is done. {then} A condition rule does, for the condition Progressing: New-OcmManifestConfig -ConditionRule makes one, and -ManifestConfig takes it.");
        }
        else if (!set.HasProgressRule)
        {
            WriteWarning($"No manifest of '{set}' has a condition rule for Progressing. {then} Set-OcmWorkReplicaSet {set} with its manifests (-Path) adds rules.");
        }
    }

    /// <summary>Returns a replica set that was sent, or waits for it.</summary>
    /// <param name="hub">Its hub.</param>
    /// <param name="sent">What became of it.</param>
    /// <param name="source">What the user passed for it.</param>
    /// <param name="returns">Whether to return it.</param>
    private protected void Tell(HubConnection hub, (WorkReplicaSet Set, ChangeAction Action) sent, object source, bool returns)
    {
        WriteVerbose($"Replica set '{sent.Set}' on hub {hub}: {sent.Action}{(DryRun ? " (server dry run)" : "")}.");
        if (Wait)
        {
            if (sent is { Action: ChangeAction.Updated, Set.RolledOut: null } && sent.Set.FindCurrent("PlacementRolledOut") is not null)
            {
                _outdated.Add(sent.Set.Hub, sent.Set.Key, sent.Set.ResourceVersion);
            }

            _outdated.Know(hub);
            Waits.Add(hub, sent.Set, source);
        }
        else if (returns)
        {
            WriteObject(sent.Set);
        }
    }

    private RolloutSettings ReadRollout()
    {
        Targets.RefuseEmpty(nameof(MandatoryDecisionGroup), IsBound(nameof(MandatoryDecisionGroup)), MandatoryDecisionGroup);
        return new RolloutSettings
        {
            // As in PowerShell everywhere, upper and lower case do not matter.
            Strategy = RolloutStrategy is null ? null : Array.Find(Strategies, name => name.Equals(RolloutStrategy, StringComparison.OrdinalIgnoreCase)),
            MaxConcurrency = MaxConcurrency,
            MinSuccessTime = MinSuccessTime,
            ProgressDeadline = ProgressDeadline,
            MaxFailures = MaxFailures,
            MandatoryDecisionGroups = MandatoryDecisionGroup,
        }.Checked();
    }

    private static string NameOf(ManifestOutline manifest) => manifest.Namespace.Length > 0 ? $"{manifest.Kind} {manifest.Namespace}/{manifest.Name}" : $"{manifest.Kind} {manifest.Name}";
}
