using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using HubCluster = OcmPowerShell.Hub.Model.Cluster;

namespace OcmPowerShell.Commands;

/// <summary>Compares works with manifests: of files, of web servers, or piped.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ManifestComparisonCmdlet : WorkComparisonCmdlet
{
    private protected const string ByPath = "Path";
    private protected const string ByLiteralPath = "LiteralPath";
    private protected const string ByUri = "Uri";
    private protected const string ByInputObject = "InputObject";

    private ManifestInput? _input;
    private ManifestSet? _manifests;

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

    /// <summary>A script block that fits each manifest to each cluster, the same with which the works were made.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInputObject)]
    [ValidateNotNull]
    public ScriptBlock? Transform { get; set; }

    /// <summary>Compares with manifests that are spread over several works where they are too large for one.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInputObject)]
    public SwitchParameter Split { get; set; }

    /// <summary>What the works are to hold, before it is fitted to a cluster; null until that is known.</summary>
    private protected ExpectedWorks? Expected { get; set; }

    /// <summary>What the user passed for the manifests, for errors; null where they are piped.</summary>
    private protected object? ManifestSource => (object?)Path ?? (object?)LiteralPath ?? Uri;

    /// <summary>Adds the manifests of a record.</summary>
    /// <exception cref="HubException">It is none.</exception>
    private protected void GatherManifests() => _input!.AddObjects(InputObject);

    /// <summary>Uses the piped manifests, where any came.</summary>
    /// <exception cref="HubException">Something is wrong with them.</exception>
    private protected void UseGathered()
    {
        if (ParameterSetName == ByInputObject && !_input!.IsEmpty)
        {
            UseManifests();
        }
    }

    private protected sealed override async Task<ExpectedWorks> ExpectedAsync(HubConnection hub, string cluster, object target, CancellationToken cancellationToken)
    {
        if (Transform is null)
        {
            return Expected!;
        }

        HubCluster given = PSObject.AsPSObject(target).BaseObject as HubCluster
            ?? await Kinds.Clusters.On(hub).GetAsync(new ObjectKey("", cluster), cancellationToken: cancellationToken).ConfigureAwait(false)
            ?? throw Kinds.Clusters.NotFound(hub, new ObjectKey("", cluster));
        ManifestSet manifests = await AskAsync(() => new ManifestTransform(this, Transform).Apply(_manifests!, given, SizeLimit(Split)), cancellationToken).ConfigureAwait(false);
        return ExpectedWorks.Of(manifests, Split);
    }

    private static long SizeLimit(bool isOpen) => isOpen ? long.MaxValue : ManifestSize.Limit;

    /// <summary>Reads the files, so that what is wrong with them is said before the hub is asked.</summary>
    /// <exception cref="HubException">A file is not there, or holds no manifests.</exception>
    private protected void ReadFiles()
    {
        _input = new ManifestInput(this, StopToken, SizeLimit(Split || Transform is not null));
        if (ParameterSetName == ByInputObject)
        {
            return;
        }

        _input.AddNamed(Path, LiteralPath, Uri, Recurse, Kustomize);
        UseManifests();
    }

    private void UseManifests()
    {
        _manifests = _input!.Read();
        Expected = ExpectedWorks.Of(_manifests, Split);
    }
}
