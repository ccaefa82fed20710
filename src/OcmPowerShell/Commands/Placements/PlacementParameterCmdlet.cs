using System.ComponentModel;
using System.Management.Automation;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet with the parameters that say which clusters a placement wants.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PlacementParameterCmdlet : SingleHubCmdlet
{
    /// <summary>Cluster sets to choose from, which must be bound to the namespace; all that are bound when not given.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>What a cluster's labels must be: text such as <c>env=prod,!legacy</c>, or a hashtable. All must hold.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public SpecArgument[]? LabelSelector { get; set; }

    /// <summary>What a cluster's claims must be, in the same form. All must hold.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClaimCompleter))]
    public SpecArgument[]? ClaimSelector { get; set; }

    /// <summary>CEL expressions of <c>managedCluster</c>, which must all be true.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? CelExpression { get; set; }

    /// <summary>Alternatives, of which one is enough: label selectors, or hashtables with LabelSelector, ClaimSelector and CelExpression.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public SpecArgument[]? Predicate { get; set; }

    /// <summary>How many clusters are wanted; all that match when not given.</summary>
    [Parameter]
    [AllowNull]
    public int? Count { get; set; }

    /// <summary>What clusters are ranked by: <c>Steady:3</c>, <c>AddOn:resource:score:-1</c>, or hashtables.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PrioritizerCompleter))]
    public SpecArgument[]? Prioritizer { get; set; }

    /// <summary>Additive: Balance and Steady count as well; Exact: only the given prioritizers do.</summary>
    [Parameter]
    [ValidateSet("Additive", "Exact")]
    public string? PrioritizerMode { get; set; }

    /// <summary>Taints that do not keep a cluster out: <c>gpu=true:NoSelect</c>, <c>gpu</c>, or hashtables.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TaintCompleter))]
    public SpecArgument[]? Toleration { get; set; }

    /// <summary>Groups of selected clusters, for rollouts: <c>canary=stage=canary</c>, or hashtables with GroupName, LabelSelector and ClaimSelector.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public SpecArgument[]? DecisionGroup { get; set; }

    /// <summary>How many clusters a group has at most: a number or a percentage, as in <c>25%</c>.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? ClustersPerDecisionGroup { get; set; }

    /// <summary>The scheduler leaves the placement alone; with <c>-Paused:$false</c> it goes on.</summary>
    [Parameter]
    public SwitchParameter Paused { get; set; }

    /// <summary>How long the hub may take over it, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("Timeout")]
    public int TimeoutSec { get; set; } = 300;

    private protected TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSec);

    /// <summary>Whether the placement is to be paused, or is not to be; null when that is not named.</summary>
    private protected bool? WantsPaused => IsBound(nameof(Paused)) ? Paused.IsPresent : null;

    /// <summary>Whether a parameter is on the command line.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>What the parameters say of the spec; what is not on the command line is null.</summary>
    /// <exception cref="HubException"><c>EmptyTarget</c>.</exception>
    private protected PlacementParameters ReadParameters()
    {
        // An unset variable is no number, 0 least of all: that would take every cluster away.
        Targets.RefuseEmpty(nameof(Count), IsBound(nameof(Count)), [Count]);
        return Named();
    }

    private PlacementParameters Named() => new()
    {
        ClusterSets = Given(nameof(ClusterSet), ClusterSet) is { } sets ? [.. sets.Select(set => set.Name)] : null,
        LabelSelectors = Values(nameof(LabelSelector), LabelSelector),
        ClaimSelectors = Values(nameof(ClaimSelector), ClaimSelector),
        CelExpressions = Given(nameof(CelExpression), CelExpression),
        Predicates = Values(nameof(Predicate), Predicate),
        Count = Count,
        Prioritizers = Values(nameof(Prioritizer), Prioritizer),

        // The API knows one spelling; PowerShell lets any pass.
        PrioritizerMode = PrioritizerMode is null ? null : string.Equals(PrioritizerMode, "Exact", StringComparison.OrdinalIgnoreCase) ? "Exact" : "Additive",
        Tolerations = Values(nameof(Toleration), Toleration),
        DecisionGroups = Values(nameof(DecisionGroup), DecisionGroup),
        ClustersPerDecisionGroup = Given<string>(nameof(ClustersPerDecisionGroup), ClustersPerDecisionGroup is null ? null : [ClustersPerDecisionGroup])?[0],
    };

    private protected void WriteProblems(PlacementProblems problems)
    {
        foreach (string warning in problems.Warnings)
        {
            WriteWarning(warning);
        }

        problems.ThrowIfAny();
    }

    private protected void Tell(BindingVerdict verdict)
    {
        if (verdict.Warning.Length > 0)
        {
            WriteWarning(verdict.Warning);
        }

        if (verdict.Remark.Length > 0)
        {
            WriteVerbose(verdict.Remark);
        }
    }

    private IReadOnlyList<JsonNode?>? Values(string parameter, SpecArgument[]? arguments) =>
        Given(parameter, arguments) is { } given ? [.. given.Select(argument => argument.Value)] : null;

    private T[]? Given<T>(string parameter, T[]? values)
        where T : class
    {
        bool bound = IsBound(parameter);
        Targets.RefuseEmpty(parameter, bound, values);
        return bound ? values : null;
    }
}
