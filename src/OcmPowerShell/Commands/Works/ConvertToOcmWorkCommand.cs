using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
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
    private const string ByInputObject = "InputObject";

    private readonly List<string?> _clusters = [];
    private ManifestInput? _input;

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

    /// <summary>Manifests: objects, hashtables, files, or YAML or JSON text, whose lines are put together.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject[]? InputObject { get; set; }

    /// <summary>The clusters, one work each; a work without a cluster when not given.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Looks for manifests in subdirectories too.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Labels of the work itself.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Annotations of the work itself.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

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
            _input = new ManifestInput(this, StopToken);
            if (ParameterSetName != ByInputObject)
            {
                _input.AddFiles(Path ?? LiteralPath!, literal: LiteralPath is not null, Recurse);
            }
        }
        catch (HubException exception)
        {
            Fail(exception, exception.ErrorId is "InvalidName" or "EmptyTarget" ? Name : (object?)Path ?? LiteralPath);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            bool named = MyInvocation.BoundParameters.ContainsKey(nameof(Cluster));
            Targets.RefuseEmpty(nameof(Cluster), named, Cluster);
            _clusters.AddRange(named ? Cluster!.Select(cluster => (string?)cluster.Name) : [null]);
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
            };
            foreach (string? cluster in _clusters.Distinct())
            {
                Write(WorkBody.Create(Name, content, cluster));
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
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
