using System.Management.Automation;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Commands;

/// <summary>Changes which clusters placements want: what is named, and nothing else.</summary>
[Cmdlet(VerbsCommon.Set, "OcmPlacement", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Placement))]
public sealed class SetOcmPlacementCommand : PlacementParameterCmdlet
{
    private const string ByName = "Name";
    private const string ByPlacement = "Placement";

    private readonly HashSet<(string Hub, ObjectKey Key)> _sent = [];
    private readonly Dictionary<(string Hub, string Namespace), HubException?> _bindings = [];
    private PlacementParameters? _parameters;
    private PipelineBridge? _bridge;

    /// <summary>Names of placements, as in <c>web</c> or <c>prod/web</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The namespace of placements that are named without one; <c>default</c> when not given.</summary>
    [Parameter(ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Placements from Get-OcmPlacement, or texts such as <c>prod/web</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlacement, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>What to take out of the placement, by names of parameters.</summary>
    [Parameter]
    [ValidateSet(
        nameof(ClusterSet), nameof(LabelSelector), nameof(ClaimSelector), nameof(CelExpression), nameof(Predicate), nameof(Count), nameof(Prioritizer),
        nameof(PrioritizerMode), nameof(Toleration), nameof(DecisionGroup), nameof(ClustersPerDecisionGroup))]
    public string[] Clear { get; set; } = [];

    /// <summary>How many placements are changed at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Asks the server what it would do, and changes nothing.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Returns the placements as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private PipelineBridge Bridge => _bridge ??= NewBridge(ThrottleLimit);

    // As in PowerShell everywhere, upper and lower case do not matter.
    private IReadOnlyList<string> Cleared => [.. Clear.Select(part => Parts.First(known => string.Equals(known, part, StringComparison.OrdinalIgnoreCase)))];

    private static IEnumerable<string> Parts =>
    [
        nameof(ClusterSet), nameof(LabelSelector), nameof(ClaimSelector), nameof(CelExpression), nameof(Predicate), nameof(Count), nameof(Prioritizer),
        nameof(PrioritizerMode), nameof(Toleration), nameof(DecisionGroup), nameof(ClustersPerDecisionGroup),
    ];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _parameters = ReadParameters();
            CheckNamed();

            // What cannot be in any placement is told once, not for each.
            var problems = new PlacementProblems();
            JsonObject spec = [];
            _parameters.ApplyTo(spec, problems);
            PlacementCheck.RunSpec(spec, problems);
            problems.ThrowIfAny();
        }
        catch (HubException exception)
        {
            Fail(exception);
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
                Targets.RefuseEmpty(nameof(Namespace), IsBound(nameof(Namespace)), [Namespace]);
                foreach ((string name, ObjectKey key) in Array.ConvertAll(Name!, name => (name, Exact(name))))
                {
                    Change(HubFor(null, name, name), key, "", name);
                }
            }
            else
            {
                Targets.RefuseEmpty(nameof(Placement), true, Placement);
                foreach (PlacementReference placement in Placement!)
                {
                    Change(HubFor(placement.Hub, placement.ToString(), placement.Source), placement.Key, placement.Uid, placement.Source);
                }
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
        Finish(Bridge);
        WriteHubWarnings();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _bridge?.Dispose();
        base.Dispose(disposing);
    }

    private void CheckNamed()
    {
        if (Clear.FirstOrDefault(IsBound) is { } both)
        {
            throw new HubException("InvalidArgument", $"-{both} sets what -Clear {both} takes out. Leave one out.");
        }

        if (Clear.Length == 0 && !IsBound(nameof(Paused)) && !Parts.Any(IsBound))
        {
            throw new HubException("InvalidArgument", "Nothing is named that is to change. Give one of -" + string.Join(", -", Parts) + ", -Paused, or -Clear.");
        }
    }

    private ObjectKey Exact(string name) => Targets.IsPattern(name)
        ? throw new HubException("WildcardNotSupported", $"-Name of Set-OcmPlacement takes no wildcards, so '{name}' cannot surprise. Write: Get-OcmPlacement '{name}' | Set-OcmPlacement …")
        : PlacementNames.KeyOf(name, Namespace);

    private void Change(HubConnection hub, ObjectKey key, string uid, object source)
    {
        if (!_sent.Add((hub.Identity, key)) || !SetsAreBound(hub, key, source))
        {
            return;
        }

        if (ShouldProcess($"placement '{key}' on hub {hub}", DryRun ? "Set (server dry run)" : "Set"))
        {
            Bridge.Run(token => ChangeAsync(hub, key, uid, source, token));
        }
    }

    /// <summary>Whether the cluster sets that are named may be used there; asked once for a namespace.</summary>
    private bool SetsAreBound(HubConnection hub, ObjectKey key, object source)
    {
        if (_parameters!.ClusterSets is not { } sets)
        {
            return true;
        }

        if (!_bindings.TryGetValue((hub.Identity, key.Namespace), out HubException? refusal))
        {
            refusal = _bindings[(hub.Identity, key.Namespace)] = FindUnbound(hub, key.Namespace, sets);
        }

        if (refusal is not null)
        {
            Report(refusal, source);
        }

        return refusal is null;
    }

    private HubException? FindUnbound(HubConnection hub, string @namespace, IReadOnlyList<string> sets)
    {
        try
        {
            Tell(Await(token => WithinAsync(Timeout, within => new BindingCheck(hub).RunAsync(@namespace, sets, within), token)));
            return null;
        }
        catch (HubException exception)
        {
            return exception;
        }
    }

    private async Task ChangeAsync(HubConnection hub, ObjectKey key, string uid, object source, CancellationToken cancellationToken)
    {
        PlacementProblems problems = new();
        try
        {
            (Placement changed, ChangeAction done) = await WithinAsync(
                Timeout,
                token => new PlacementWriter(hub).ChangeAsync(
                    key, uid, state => PlacementEdit.Change(state, _parameters!, Cleared, WantsPaused, problems = new()), DryRun, token),
                cancellationToken).ConfigureAwait(false);
            await Bridge.PostAsync(() => Done(hub, changed, done, problems)).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await Bridge.PostAsync(() => Report(exception, source)).ConfigureAwait(false);
        }
    }

    private void Done(HubConnection hub, Placement changed, ChangeAction done, PlacementProblems problems)
    {
        foreach (string warning in problems.Warnings)
        {
            WriteWarning($"Placement '{changed}': {warning}");
        }

        WriteVerbose($"Placement '{changed}' on hub {hub}: {done}{(DryRun ? " (server dry run)" : "")}.");
        if (PassThru)
        {
            WriteObject(changed);
        }
    }
}
