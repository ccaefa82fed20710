using System.Management.Automation;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.Placements.Testing;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Explains which clusters a placement selects, and why not the others. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OcmPlacement", DefaultParameterSetName = ByName)]
[OutputType(typeof(PlacementTest), typeof(bool))]
public sealed class TestOcmPlacementCommand : PlacementSpecCmdlet
{
    private const string ByName = "Name";
    private const string ByPlacement = "Placement";

    private static readonly string[] SpecParameters =
    [
        nameof(ClusterSet), nameof(LabelSelector), nameof(ClaimSelector), nameof(CelExpression), nameof(Predicate), nameof(Count), nameof(Prioritizer),
        nameof(PrioritizerMode), nameof(Toleration), nameof(DecisionGroup), nameof(ClustersPerDecisionGroup), nameof(Paused),
    ];

    private static readonly string[] Parts = SpecParameters[..^1];

    private bool _tested;
    private bool _passed = true;

    /// <summary>Names of placements, as <c>prod/web</c> or with -Namespace. Without it, the other parameters describe one that is not there yet.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The namespace of the placement; default when it is named nowhere.</summary>
    [Parameter(ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Placements from Get-OcmPlacement, or <c>namespace/name</c>. They are read anew.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlacement, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>Only the rows of these clusters; wildcards may be used.</summary>
    [Parameter]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>What is taken out of the placement before it is tested, by names of parameters, as Set-OcmPlacement would.</summary>
    [Parameter]
    [ValidateSet(
        nameof(ClusterSet), nameof(LabelSelector), nameof(ClaimSelector), nameof(CelExpression), nameof(Predicate), nameof(Count), nameof(Prioritizer),
        nameof(PrioritizerMode), nameof(Toleration), nameof(DecisionGroup), nameof(ClustersPerDecisionGroup))]
    public string[] Clear { get; set; } = [];

    /// <summary>Returns one bool in place of the rows.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    // Nothing is changed: the whole command may take that long, and then its answer is of no use.
    private protected override TimeSpan Limit => Timeout;

    private RowSelection? Selection => Cluster is null ? null : new RowSelection(Cluster);

    private bool IsDescribed => Array.Exists(SpecParameters, IsBound);

    private bool IsChanged => IsDescribed || Clear.Length > 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            if (Clear.FirstOrDefault(IsBound) is { } both)
            {
                throw new HubException("InvalidArgument", $"-{both} sets what -Clear {both} takes out. Leave one out.");
            }

            // What cannot be in any placement is told before anything is asked.
            Change([], out PlacementProblems problems);
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
            Targets.RefuseEmpty(nameof(Name), IsBound(nameof(Name)), Name);
            Targets.RefuseEmpty(nameof(Namespace), IsBound(nameof(Namespace)), [Namespace]);
            Targets.RefuseEmpty(nameof(Placement), ParameterSetName == ByPlacement, Placement);
            Targets.RefuseEmpty(nameof(Cluster), IsBound(nameof(Cluster)), Cluster);
            if (ParameterSetName == ByPlacement)
            {
                TestEach(Placement!);
            }
            else if (Path is not null || Name is null)
            {
                TestDescribed();
            }
            else
            {
                foreach (string name in Name)
                {
                    TestNamed(Hubs[0], KeyOf(name), name);
                }
            }
        }
        catch (HubException exception)
        {
            Fail(exception, (object?)Name ?? Placement);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WriteHubWarnings();
        if (Quiet && _tested)
        {
            WriteObject(_passed);
        }
    }

    private void TestEach(PlacementReference[] placements)
    {
        if (Path is not null)
        {
            throw new HubException("InvalidArgument", "-Path describes a placement of its own, so it cannot be used with -Placement. To test a change of a placement, name what changes: -Count 5.");
        }

        foreach (PlacementReference placement in placements)
        {
            TestNamed(HubFor(placement.Hub, placement.ToString(), placement.Source), placement.Key, placement.Source);
        }
    }

    /// <summary>A placement that file and parameters describe, whatever the hub has.</summary>
    private void TestDescribed()
    {
        if (Path is null && !IsDescribed && Namespace is null)
        {
            throw new HubException("EmptyTarget", "There is nothing to test. Name a placement, as in 'Test-OcmPlacement prod/web', or describe one: 'Test-OcmPlacement -Namespace prod -LabelSelector env=prod'.");
        }

        if (Clear.Length > 0)
        {
            throw new HubException("InvalidArgument", "-Clear takes something out of a placement on the hub: name one.");
        }

        if (Name is { Length: > 1 })
        {
            throw new HubException("InvalidArgument", "-Path describes one placement, so -Name can name but one.");
        }

        Selection?.RefuseForeign(Hubs[0]);

        (string? @namespace, string? name) = Name is null ? (Namespace, null) : PlacementNames.Split(Name[0], Namespace);
        Run(Hubs[0], ReadPlacement(name, @namespace), asItIs: false);
    }

    private void TestNamed(HubConnection hub, ObjectKey key, object source)
    {
        _tested = true;
        try
        {
            Selection?.RefuseForeign(hub);
            if (Await(token => new PlacementTester(hub).ReadAsync(key.Namespace, key.Name, token)) is { } placement)
            {
                if (IsChanged)
                {
                    Change(placement, out PlacementProblems problems);
                    WriteProblems(problems);
                }

                Run(hub, placement, asItIs: !IsChanged);
            }
            else if (IsDescribed && Clear.Length == 0 && ParameterSetName == ByName)
            {
                WriteWarning($"The hub {hub} has no placement '{key}': this is what a new one of that name would come to.");
                Run(hub, ReadPlacement(key.Name, key.Namespace), asItIs: false);
            }
            else
            {
                throw Kinds.Placements.NotFound(hub, key);
            }
        }
        catch (HubException exception)
        {
            _passed = false;
            Report(exception, source);
        }
    }

    /// <summary>Writes what parameters name into a placement, as Set-OcmPlacement would.</summary>
    private void Change(JsonObject placement, out PlacementProblems problems)
    {
        problems = new PlacementProblems();
        JsonObject spec = placement.ObjectAt("spec") ?? [];

        // As in PowerShell everywhere, upper and lower case do not matter.
        PlacementClearing.Apply(spec, Clear.Select(part => Parts.First(known => string.Equals(known, part, StringComparison.OrdinalIgnoreCase))), problems);
        ReadParameters().ApplyTo(spec, problems);
        PlacementCheck.RunSpec(spec, problems);
        placement["spec"] ??= spec;
        if (WantsPaused is { } paused)
        {
            PlacementTester.Pause(placement, paused);
        }
    }

    private void Run(HubConnection hub, JsonObject placement, bool asItIs)
    {
        _tested = true;
        PlacementTestOutcome outcome = Await(token => new PlacementTester(hub).TestAsync(placement, asItIs, token));

        // Who asks for a bool wants to hear nothing else.
        foreach (string warning in Quiet ? [] : outcome.Warnings)
        {
            WriteWarning(warning);
        }

        foreach (string note in Quiet ? [.. outcome.Warnings, .. outcome.Notes] : outcome.Notes)
        {
            WriteVerbose(note);
        }

        if (Selection is { } selection)
        {
            _passed &= ShowSome(outcome, selection, hub);
            return;
        }

        _passed &= outcome.Satisfied;
        if (!Quiet)
        {
            WriteObject(outcome.Rows, enumerateCollection: true);
        }
    }

    /// <summary>Writes the rows of the clusters that -Cluster names; whether all of them are there and selected.</summary>
    private bool ShowSome(PlacementTestOutcome outcome, RowSelection selection, HubConnection hub)
    {
        (IReadOnlyList<PlacementTest> rows, IReadOnlyCollection<string> missing) = selection.Of(outcome);
        if (!Quiet)
        {
            WriteObject(rows, enumerateCollection: true);
        }

        foreach (string name in missing)
        {
            Report(Kinds.Clusters.NotFound(hub, new ObjectKey("", name)), name);
        }

        return missing.Count == 0 && rows.Count > 0 && rows.All(row => row.Selected);
    }

    private ObjectKey KeyOf(string text) => Targets.IsPattern(text)
        ? throw new HubException("WildcardNotSupported", $"-Name of Test-OcmPlacement takes no wildcards. Write: Get-OcmPlacement '{text}' | Test-OcmPlacement")
        : PlacementNames.KeyOf(text, Namespace);
}
