using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>Shows each manifest of works and what became of it on the cluster.</summary>
[Cmdlet(VerbsCommon.Get, "OcmWorkManifest", DefaultParameterSetName = ByName)]
[OutputType(typeof(WorkManifest))]
public sealed class GetOcmWorkManifestCommand : WorkQueryCmdlet
{
    private const string ByName = "Name";
    private const string ByWork = "Work";

    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters when not given.</summary>
    [Parameter(Position = 1, ParameterSetName = ByName, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Works from Get-OcmWork, and rows that name one, as those of Sync-OcmWork. They are read anew.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByWork, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NamedWorkReference[]? Work { get; set; }

    private protected override string[]? Names => Name;

    private protected override ClusterReference[]? Clusters => Cluster;

    private protected override NamedWorkReference[]? References => Work;

    private protected override WorkQuery Query => new();

    private protected override void Take(HubWork work) => WriteObject(work.Manifests, enumerateCollection: true);
}
