using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Commands;

/// <summary>Makes ManifestWorks of manifests, for kubectl or Git. Sends nothing.</summary>
[Cmdlet(VerbsData.ConvertTo, "OcmWork", DefaultParameterSetName = ByPath)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class ConvertToOcmWorkCommand : OcmCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByUri = "Uri";
    private const string ByInputObject = "InputObject";

    private readonly List<ClusterReference?> _clusters = [];
    private ManifestInput? _input;
    private WorkOptions _options = WorkOptions.None;

    // Without a script all clusters get the same: it is spread once.
    private (ManifestSet Of, IReadOnlyList<WorkPart> Parts)? _parts;

    /// <summary>The work's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = "";

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

    /// <summary>The clusters, one work each; a work without a cluster when not given.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByUri, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Looks for manifests in subdirectories too.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Builds the directories with kubectl kustomize.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Kustomize { get; set; }

    /// <summary>A script block that fits each manifest to each cluster.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Transform { get; set; }

    /// <summary>Spreads manifests over several works where they are too large for one.</summary>
    [Parameter]
    public SwitchParameter Split { get; set; }

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

    /// <summary>Returns YAML text in place of objects.</summary>
    [Parameter]
    public SwitchParameter AsYaml { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), true, [Name]);
            Targets.CheckWorkName(Name);
            _options = WorkOptionInput.Read(MyInvocation.BoundParameters);
            _input = new ManifestInput(this, StopToken, Split || Transform is not null ? long.MaxValue : ManifestSize.Limit);
            _input.AddNamed(Path, LiteralPath, Uri, Recurse, Kustomize);
        }
        catch (HubException exception)
        {
            Fail(exception, exception.ErrorId is "InvalidName" or "EmptyTarget" ? Name : (object?)Path ?? (object?)LiteralPath ?? Uri);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            bool named = MyInvocation.BoundParameters.ContainsKey(nameof(Cluster));
            Targets.RefuseEmpty(nameof(Cluster), named, Cluster);
            _clusters.AddRange(named ? Cluster! : new ClusterReference?[] { null });
            _input!.AddObjects(InputObject);
        }
        catch (HubException exception)
        {
            Fail(exception, InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            // An empty pipeline, of manifests or of clusters, makes nothing.
            if (_input!.IsEmpty || _clusters.Count == 0)
            {
                return;
            }

            var content = new WorkContent
            {
                Manifests = _input.Read(),
                Labels = TextMap.From(nameof(Label), Label),
                Annotations = TextMap.From(nameof(Annotation), Annotation),
                Options = _options,
            };
            foreach (string warning in WorkSettings.WarningsFor(content.Manifests, content.Options))
            {
                WriteWarning(warning);
            }

            foreach (ClusterReference? cluster in _clusters.DistinctBy(cluster => cluster?.Name))
            {
                Convert(content, cluster);
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private void Convert(WorkContent content, ClusterReference? cluster)
    {
        try
        {
            foreach (WorkPart part in PartsFor(content.Manifests, cluster))
            {
                var labels = new Dictionary<string, string>(content.Labels);
                foreach ((string key, string value) in part.Labels)
                {
                    labels[key] = value;
                }

                Write(WorkBody.Create(part.Name, content with { Manifests = part.Manifests, Labels = labels }, cluster?.Name));
            }
        }
        catch (HubException exception) when (Transform is not null)
        {
            // It may be wrong for this cluster only.
            WriteError(ErrorRecords.From(exception, cluster?.Source));
        }
    }

    private IReadOnlyList<WorkPart> PartsFor(ManifestSet manifests, ClusterReference? cluster)
    {
        if (Transform is not null)
        {
            object? given = cluster is null ? null : PSObject.AsPSObject(cluster.Source).BaseObject as Hub.Model.Cluster ?? new Hub.Model.Cluster { Name = cluster.Name };
            manifests = new ManifestTransform(this, Transform).Apply(manifests, given, Split ? long.MaxValue : ManifestSize.Limit);
        }

        return _parts is { } parts && parts.Of == manifests ? parts.Parts
            : (_parts = (manifests, Split ? WorkParts.Of(Name, manifests) : [new WorkPart(Name, manifests, [], new Dictionary<string, string>())])).Value.Parts;
    }

    private void Write(byte[] work)
    {
        if (AsYaml)
        {
            // A document mark each: what several clusters give can go into one file.
            WriteObject("---\n" + YamlText.Write(work).TrimEnd('\n'));
            return;
        }

        using JsonDocument document = JsonDocument.Parse(work, JsonDepth.Document);
        WriteObject(PowerShellJson.Read(document.RootElement));
    }
}
