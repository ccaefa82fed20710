using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.History;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that changes what works hold: from files, or from manifests that are piped.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkContentCmdlet : WaitingChangeCmdlet
{
    private protected const string ByPath = "Path";
    private protected const string ByLiteralPath = "LiteralPath";
    private protected const string ByUri = "Uri";
    private protected const string ByInputObject = "InputObject";

    private ManifestInput? _input;
    private WorkContent? _content;
    private WorkOptions? _options;
    private WorkHistory? _history;

    /// <summary>Manifest files or directories; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Manifest files or directories, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Addresses of manifests on web servers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByUri)]
    [ValidateNotNullOrEmpty]
    public Uri[]? Uri { get; set; }

    /// <summary>Manifests: objects, hashtables, files, or YAML or JSON text, whose lines are put together.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Looks for manifests in subdirectories too.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Builds the directories with kubectl kustomize.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Kustomize { get; set; }

    /// <summary>Labels of the work itself.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Annotations of the work itself.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

    /// <summary>What deleting the work leaves on the cluster: Foreground nothing, Orphan everything.</summary>
    [Parameter]
    public PropagationPolicy PropagationPolicy { get; set; }

    /// <summary>Resources that deleting the work leaves: <c>shop/persistentvolumeclaims/data</c>, hashtables, or rows of Get-OcmWorkManifest.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public SpecArgument[]? OrphanResource { get; set; }

    /// <summary>For how many seconds the work stays once it is complete.</summary>
    [Parameter]
    [AllowNull]
    public long? TtlAfterFinished { get; set; }

    /// <summary>How the agent brings objects to what their manifests say.</summary>
    [Parameter]
    public UpdateStrategy UpdateStrategy { get; set; }

    /// <summary>With ServerSideApply: takes fields that another manager owns.</summary>
    [Parameter]
    public SwitchParameter ForceConflict { get; set; }

    /// <summary>What the agent reports: Default tells whether workloads run, None nothing.</summary>
    [Parameter]
    public WorkFeedback Feedback { get; set; }

    /// <summary>The service account of the managed cluster, as <c>namespace/name</c>, as which the agent applies the manifests.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? Executor { get; set; }

    /// <summary>What is different for single manifests: objects of New-OcmManifestConfig, or hashtables. The first that fits counts.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public SpecArgument[]? ManifestConfig { get; set; }

    /// <summary>How many former states of a work are kept, for Undo-OcmWork; 0 keeps none of this change.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int HistoryLimit { get; set; } = WorkHistory.DefaultLimit;

    /// <summary>Whether manifests come down the pipeline, so that they are whole at its end only.</summary>
    private protected bool ManifestsArePiped => ParameterSetName == ByInputObject;

    /// <summary>Whether the command names files or addresses: then what they hold is known before the first record.</summary>
    private protected virtual bool ManifestsAreFiles => ParameterSetName is ByPath or ByLiteralPath or ByUri;

    /// <summary>What the manifests may add up to, in bytes: more where they are split, or changed before they are sent.</summary>
    private protected virtual long ManifestLimit => ManifestSize.Limit;

    /// <summary>Whether manifests came at all: an empty pipeline brings none, and is no reason to change anything.</summary>
    private protected bool HasManifests => _input is { IsEmpty: false };

    /// <summary>What the works are to hold. Of piped manifests only once all have come.</summary>
    /// <exception cref="HubException">Something is wrong with the manifests, or with the options for them.</exception>
    private protected WorkContent Content => _content ??= NewContent();

    /// <summary>How the works are applied, reported on and deleted: what is on the command line.</summary>
    /// <exception cref="HubException">It cannot be meant so.</exception>
    private protected WorkOptions Options => _options ??= WorkOptionInput.Read(MyInvocation.BoundParameters);

    /// <summary>What the user passed for the manifests, for errors; null where they are piped.</summary>
    private protected object? ManifestSource => (object?)Path ?? (object?)LiteralPath ?? Uri;

    /// <summary>The works of a hub; what a change replaces is kept as -HistoryLimit says.</summary>
    private protected WorkClient WorksOf(HubConnection hub) =>
        new(hub) { History = _history ??= new WorkHistory { Limit = HistoryLimit, Cmdlet = MyInvocation.MyCommand.Name } };

    /// <summary>Reads the files, so that what is wrong with them is said before anything is sent.</summary>
    /// <exception cref="HubException">A file is not there, or holds no manifests.</exception>
    private protected void ReadFiles()
    {
        _ = Options;
        _input = new ManifestInput(this, StopToken, ManifestLimit);
        if (!ManifestsAreFiles)
        {
            return;
        }

        _input.AddNamed(Path, LiteralPath, Uri, Recurse, Kustomize);
        _ = Content;
    }

    /// <summary>Adds the manifests of a record.</summary>
    /// <exception cref="HubException">It is none.</exception>
    private protected void GatherManifests() => _input!.AddObjects(InputObject);

    /// <summary>Says what is wrong with options for the manifests, before anything is sent.</summary>
    /// <exception cref="HubException">They cannot be used together.</exception>
    private protected virtual void CheckContent(WorkContent content)
    {
        foreach (string warning in WorkSettings.WarningsFor(content.Manifests, content.Options))
        {
            WriteWarning(warning);
        }
    }

    private WorkContent NewContent()
    {
        var content = new WorkContent
        {
            Manifests = _input!.Read(),
            Labels = TextMap.From(nameof(Label), Label),
            Annotations = TextMap.From(nameof(Annotation), Annotation),
            Options = Options,
        };
        CheckContent(content);
        return content;
    }
}
