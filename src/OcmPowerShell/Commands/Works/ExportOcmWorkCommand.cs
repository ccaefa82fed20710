using System.Management.Automation;
using System.Text;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>Writes works into files: plain manifests, or ManifestWorks that can be applied again.</summary>
[Cmdlet(VerbsData.Export, "OcmWork", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportOcmWorkCommand : WorkQueryCmdlet
{
    private const string ByName = "Name";
    private const string ByWork = "Work";

    private readonly HashSet<(string Hub, string Work)> _taken = [];
    private readonly List<HubWork> _works = [];

    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters when not given.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Works from Get-OcmWork. They are read anew.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByWork, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NamedWorkReference[]? Work { get; set; }

    /// <summary>The directory to write into. It is made where it is not there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Writes each work as one ManifestWork that can be applied again.</summary>
    [Parameter]
    public SwitchParameter AsWork { get; set; }

    /// <summary>Replaces files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string[]? Names => Name;

    private protected override ClusterReference[]? Clusters => Cluster;

    private protected override NamedWorkReference[]? References => Work;

    private protected override WorkQuery Query => new() { IncludeJson = true };

    private protected override void Take(HubWork work)
    {
        if (_taken.Add((work.Hub, work.ToString())))
        {
            _works.Add(work);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        try
        {
            Export(Directory());
        }
        catch (HubException exception)
        {
            Fail(exception, Path);
        }
    }

    private void Export(string directory)
    {
        var export = new WorkExport(directory, Force);
        foreach (HubWork work in _works.OrderBy(work => work.ToString(), StringComparer.Ordinal))
        {
            if (!ShouldProcess($"work '{work.Name}' of cluster '{work.Cluster}' on hub {work.Hub}", $"Export {work.ManifestCount} manifest(s) to {directory}"))
            {
                continue;
            }

            WorkDocument document = WorkDocument.Of(Encoding.UTF8.GetBytes(work.Json!), new ManifestSource($"work {work}"));
            if (AsWork)
            {
                export.AddWork(document);
            }
            else
            {
                export.AddManifests(document);
            }
        }

        export.Check();
        if (export.Secrets is { Count: > 0 } secrets)
        {
            WriteWarning($"{(secrets.Count == 1 ? "1 file holds Secrets" : $"{secrets.Count} files hold Secrets")}, whose content anybody can read who gets at them: {string.Join(", ", secrets.Take(5))}{(secrets.Count > 5 ? " …" : "")}. Do not put them into Git.");
        }

        foreach (FileInfo file in export.Write(StopToken))
        {
            // As the file system's own cmdlets return it: with its mode and size to be seen, and its PSPath.
            WriteObject(InvokeProvider.Item.Get([file.FullName], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    private string Directory()
    {
        string directory = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
        return provider.Name != "FileSystem" ? throw new HubException("InvalidPath", $"'{Path}' is not in the file system but in {provider.Name}.")
            : File.Exists(directory) ? throw new HubException("FileExists", $"'{Path}' is a file, not a directory.")
            : directory;
    }
}
