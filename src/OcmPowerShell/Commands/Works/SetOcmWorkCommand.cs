using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>Changes works that exist: their manifests, labels, annotations and options. What is named, and nothing else.</summary>
[Cmdlet(VerbsCommon.Set, "OcmWork", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(HubWork))]
public sealed class SetOcmWorkCommand : WorkContentCmdlet
{
    private const string ByName = "Name";
    private const string ByWork = "Work";

    private readonly HashSet<(string Hub, ObjectKey Key)> _taken = [];
    private readonly HashSet<string> _warned = [];
    private WorkEdit _edit = new();
    private WorkFinder? _finder;

    // What is piped are the manifests, so that all of them must have come first.
    private bool _gathersManifests;
    private WaitList<HubWork>? _waits;

    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(Position = 0, ParameterSetName = ByUri)]
    [Parameter(Position = 0, ParameterSetName = ByInputObject)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByUri, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByInputObject)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Works from Get-OcmWork. Only these very objects are changed, not later ones of the same name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByWork, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByUri, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByInputObject)]
    [ValidateNotNullOrEmpty]
    public WorkReference[]? Work { get; set; }

    /// <summary>Keys of labels to take away.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public string[]? RemoveLabel { get; set; }

    /// <summary>Keys of annotations to take away.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public string[]? RemoveAnnotation { get; set; }

    /// <summary>Options to take out of the work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WorkOption[] Clear { get; set; } = [];

    /// <summary>Also changes works that an add-on, a replica set or the klusterlet keeps.</summary>
    [Parameter]
    public SwitchParameter IncludeManaged { get; set; }

    /// <summary>What to wait for: Ready, Available or Applied.</summary>
    [Parameter]
    [ValidateSet("Ready", "Available", "Applied")]
    public string WaitFor { get; set; } = "Ready";

    /// <summary>Returns the works.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Changes => "works";

    /// <summary>Whether manifests are given, in files or on the pipeline: there they can be only where the works are named otherwise.</summary>
    private bool NamesManifests => ManifestSource is not null || Has(nameof(InputObject)) || (MyInvocation.ExpectingInput && NamesWorks);

    private bool NamesWorks => Has(nameof(Work)) || (Has(nameof(Name)) && Has(nameof(Cluster)));

    private WaitList<HubWork> Waits => _waits ??= new WaitList<HubWork>(Kinds.Works, Enum.Parse<WorkGoal>(WaitFor).ToWaitGoal(), Timeout);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            base.BeginProcessing();
            Targets.RefuseEmpty(nameof(RemoveLabel), Has(nameof(RemoveLabel)), RemoveLabel);
            Targets.RefuseEmpty(nameof(RemoveAnnotation), Has(nameof(RemoveAnnotation)), RemoveAnnotation);
            _edit = new WorkEdit
            {
                Labels = WorkArguments.Map(nameof(Label), Label, nameof(RemoveLabel), RemoveLabel, isLabel: true),
                Annotations = WorkArguments.Map(nameof(Annotation), Annotation, nameof(RemoveAnnotation), RemoveAnnotation, isLabel: false),
                Options = Options with { Cleared = Clear },
            };
            CheckNamed();
            _gathersManifests = NamesManifests && ManifestSource is null;
            ReadFiles();
            if (ManifestSource is not null)
            {
                _edit = _edit with { Manifests = Content.Manifests };
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
            if (_gathersManifests)
            {
                GatherManifests();
                return;
            }

            Take(PipedWorks(), PipedClusters());
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
        try
        {
            // An empty pipeline brings no manifests, and is no reason to take away those that are there.
            if (_gathersManifests && HasManifests)
            {
                _edit = _edit with { Manifests = Content.Manifests };
                Take(Work, Cluster);
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }

        FinishAll(Waits, Return);
    }

    // What is wrong with options for the manifests depends on what a work has: it is said of each.
    private protected override void CheckContent(WorkContent content)
    {
    }

    private void CheckNamed()
    {
        foreach (WorkOption both in Clear.Where(option => Has(option.ToString())))
        {
            throw new HubException("InvalidArgument", $"-{both} sets what -Clear {both} takes out. Leave one out.");
        }

        if (!NamesManifests && _edit.Labels.Count == 0 && _edit.Annotations.Count == 0 && _edit.Options.IsEmpty)
        {
            throw new HubException(
                "NothingToChange",
                $"Nothing is named that is to change. Give manifests (-Path, -InputObject) or one or more of -Label, -RemoveLabel, -Annotation, -RemoveAnnotation, -{string.Join(", -", WorkOptionInput.Parameters)}, -Clear.");
        }
    }

    /// <summary>
    /// The works of a record. What is piped to a command that names no manifests goes to -InputObject, which takes
    /// anything; there it can only mean the works.
    /// </summary>
    private WorkReference[]? PipedWorks() => ManifestsArePiped && !Has(nameof(Name)) ? Piped<WorkReference>() : Work;

    private ClusterReference[]? PipedClusters() => ManifestsArePiped && Has(nameof(Name)) ? Piped<ClusterReference>() : Cluster;

    private T[] Piped<T>()
    {
        try
        {
            return Array.ConvertAll(InputObject ?? [], value => (T)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture));
        }
        catch (PSInvalidCastException exception)
        {
            throw new HubException("InvalidArgument", $"{exception.Message} To set manifests from the pipeline, name the works with -Name and -Cluster.", exception);
        }
    }

    private void Take(WorkReference[]? works, ClusterReference[]? clusters)
    {
        if (works is not null && (Has(nameof(Name)) || clusters is not null))
        {
            throw new HubException("InvalidArgument", "The works are given as objects and by -Name or -Cluster too. Leave one out.");
        }

        if (works is null && !(Has(nameof(Name)) && (clusters is not null || Has(nameof(Cluster)))))
        {
            throw new HubException("EmptyTarget", "Which works? Name them with -Name and -Cluster, or pipe them from Get-OcmWork.");
        }

        Targets.RefuseEmpty(nameof(Name), works is null, Name);
        Targets.RefuseEmpty(nameof(Cluster), works is null, clusters);

        // All are looked at before the first is sent: a list that is refused has changed nothing.
        foreach ((WorkReference work, HubConnection hub) in Array.ConvertAll(works ?? [], work => (work, HubFor(work.Hub, work.ToString(), work.Source))))
        {
            Change(hub, work.Key, work.Uid, work.Source);
        }

        foreach ((ClusterReference cluster, HubConnection hub) in Array.ConvertAll(clusters ?? [], cluster => (cluster, HubFor(cluster.Hub, cluster.Name, cluster.Source))))
        {
            if (Targets.IsPattern(cluster.Name) || Array.Exists(Name!, Targets.IsPattern))
            {
                _finder ??= new WorkFinder(Bridge, Name, new WorkQuery(), (work, source) => Change(HubFor(work.Hub, work.ToString(), source), work.Key, work.Uid, source), Report);
                _finder.Find(hub, cluster);
                continue;
            }

            foreach (string name in Name!)
            {
                Change(hub, new ObjectKey(cluster.Name, name), "", cluster.Source);
            }
        }
    }

    private void Change(HubConnection hub, ObjectKey key, string uid, object source)
    {
        if (_taken.Add((hub.Identity, key)) && Confirm($"work '{key.Name}' in cluster '{key.Namespace}' on hub {hub}", WorkEditText.Of(_edit, MyInvocation.BoundParameters)))
        {
            WorkClient client = WorksOf(hub);
            Send(source, token => ChangeAsync(client, hub, key, uid, token), changed => Tell(hub, key, source, changed));
        }
    }

    private async Task<(HubWork Work, ChangeAction Action, IReadOnlyList<string> Warnings)> ChangeAsync(WorkClient client, HubConnection hub, ObjectKey key, string uid, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> warnings = [];
        try
        {
            (HubWork work, ChangeAction action) = await client
                .ChangeAsync(key, uid, _edit, IncludeManaged, found => warnings = found, DryRun, cancellationToken).ConfigureAwait(false);
            return (work, action, warnings);
        }
        catch (HubException refusal)
        {
            throw WorkErrors.ExplainChange(refusal, key, hub.Identity);
        }
    }

    private void Tell(HubConnection hub, ObjectKey key, object source, (HubWork Work, ChangeAction Action, IReadOnlyList<string> Warnings) changed)
    {
        foreach (string warning in changed.Warnings.Where(_warned.Add))
        {
            WriteWarning(warning);
        }

        WriteVerbose($"Work '{key.Name}' in cluster '{key.Namespace}' on hub {hub}: {changed.Action}{(DryRun ? " (server dry run)" : "")}.");
        if (Wait)
        {
            Waits.Add(hub, changed.Work, source);
        }
        else
        {
            Return(changed.Work);
        }
    }

    private void Return(HubWork? work)
    {
        if (PassThru)
        {
            WriteObject(work);
        }
    }

    private bool Has(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
