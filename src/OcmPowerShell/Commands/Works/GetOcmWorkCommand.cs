using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Lists works, as they arrive.</summary>
[Cmdlet(VerbsCommon.Get, "OcmWork")]
[OutputType(typeof(Work))]
public sealed class GetOcmWorkCommand : WorkQueryCmdlet
{
    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters when not given.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>A label selector in Kubernetes' syntax.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string? LabelSelector { get; set; }

    /// <summary>Only works in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WorkStatus[]? Status { get; set; }

    /// <summary>Only works that one of these keeps.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ManagedBy[]? ManagedBy { get; set; }

    /// <summary>Works a request; when not given, one request for all, or pages on a server that would suffer from that.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? PageSize { get; set; }

    /// <summary>Also returns each object's whole JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    private protected override string[]? Names => Name;

    private protected override ClusterReference[]? Clusters => Cluster;

    private protected override WorkQuery Query => new() { LabelSelector = LabelSelector, PageSize = PageSize, IncludeJson = IncludeJson };

    private protected override void Take(Work work)
    {
        if ((Status is null || Status.Contains(work.Status)) && (ManagedBy is null || ManagedBy.Contains(work.ManagedBy)))
        {
            WriteObject(work);
        }
    }
}
