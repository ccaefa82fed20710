using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>Lists managed clusters, as they arrive.</summary>
[Cmdlet(VerbsCommon.Get, "OcmCluster")]
[OutputType(typeof(Cluster))]
public sealed class GetOcmClusterCommand : MultiHubCmdlet
{
    /// <summary>Names of clusters; wildcards may be used.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[]? Name { get; set; }

    /// <summary>A label selector in Kubernetes' syntax.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelSelector { get; set; }

    /// <summary>Only clusters in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ClusterStatus[]? Status { get; set; }

    /// <summary>Clusters a request; one request for all when not given.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? PageSize { get; set; }

    /// <summary>Also returns each object's whole JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            bool exact = Name is not null && LabelSelector is null && !Array.Exists(Name, Targets.IsPattern);
            foreach (HubConnection hub in Hubs)
            {
                if (exact)
                {
                    Read(hub);
                }
                else
                {
                    List(hub);
                }
            }

            WriteHubWarnings();
        }
        catch (HubException exception)
        {
            Fail(exception, Name);
        }
    }

    private void Read(HubConnection hub)
    {
        var clusters = new ClusterClient(hub);
        foreach (string name in Name!.Distinct())
        {
            if (Await(token => clusters.GetAsync(name, IncludeJson, token)) is { } cluster)
            {
                Show(cluster);
            }
            else
            {
                WriteNotFound(hub, name);
            }
        }
    }

    private void List(HubConnection hub)
    {
        var clusters = new ClusterClient(hub);
        Func<string, bool> matches = Targets.Matcher(Name);
        HashSet<string> missing = new((Name ?? []).Where(name => !Targets.IsPattern(name)), StringComparer.OrdinalIgnoreCase);
        ForEach(token => clusters.ListAsync(LabelSelector, PageSize, IncludeJson, token), cluster =>
        {
            if (matches(cluster.Name))
            {
                missing.Remove(cluster.Name);
                Show(cluster);
            }
        });
        foreach (string name in missing)
        {
            WriteNotFound(hub, name);
        }
    }

    private void Show(Cluster cluster)
    {
        if (Status is null || Status.Contains(cluster.Status))
        {
            WriteObject(cluster);
        }
    }

    private void WriteNotFound(HubConnection hub, string name)
    {
        string with = LabelSelector is null ? "" : $" with the labels {LabelSelector}";
        WriteError(ErrorRecords.From(new HubException("NotFound", $"The hub {hub} has no managed cluster '{name}'{with}. Get-OcmCluster lists those it has."), name));
    }
}
