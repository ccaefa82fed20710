using System.ComponentModel;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that is aimed at managed clusters, by name, pattern or object, and takes each once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ClusterTargetCmdlet : ChangeCmdlet
{
    private ClusterTargets? _targets;

    private protected override string Changes => "clusters";

    /// <summary>What -Cluster has of the present record.</summary>
    private protected abstract IReadOnlyList<ObjectReference>? Clusters { get; }

    /// <summary>Does what is to be done with one cluster.</summary>
    private protected abstract void Take(ClusterTarget target);

    /// <summary>The hub of a cluster.</summary>
    private protected virtual HubConnection HubOf(ObjectReference cluster) => HubFor(cluster.Hub, cluster.Name, cluster.Source);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            _targets ??= new ClusterTargets(HubOf, ForEach, Take, Report);
            _targets.Add("Cluster", Clusters);
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ResolvePatterns();
        base.EndProcessing();
    }

    /// <summary>Takes what the patterns of all records match.</summary>
    private protected void ResolvePatterns() => _targets?.ResolvePatterns();
}
