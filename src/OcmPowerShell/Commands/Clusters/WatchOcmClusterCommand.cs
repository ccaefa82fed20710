using System.Management.Automation;
using System.Runtime.CompilerServices;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Watching;

namespace OcmPowerShell.Commands;

/// <summary>Writes a row for each change of managed clusters, until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "OcmCluster")]
[OutputType(typeof(ClusterChange))]
public sealed class WatchOcmClusterCommand : WatchCmdlet<ClusterChange>
{
    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Cluster)))
        {
            Add(nameof(Cluster), Cluster, namespaced: false);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Watch(MyInvocation.ExpectingInput);

    private protected override async IAsyncEnumerable<ClusterChange> ReadAsync(HubConnection hub, WatchScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var feed = new ObjectFeed<Cluster>(Kinds.Clusters.On(hub), ClusterGoals.Describe, ClusterDifference.Between);
        await foreach (ObjectChange<Cluster> change in feed.ReadAsync(scope, cancellationToken).ConfigureAwait(false))
        {
            yield return new ClusterChange
            {
                Time = DateTime.UtcNow,
                Action = change.Action,
                Cluster = change.Object.Name,
                What = change.What,
                Current = change.Object,
                Hub = change.Object.Hub,
            };
        }
    }
}
