using System.ComponentModel;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that reads works, from one hub or several.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkQueryCmdlet : MultiHubCmdlet
{
    private const int RequestsAtOnce = 16;

    private PipelineBridge? _bridge;
    private WorkFinder? _finder;

    /// <summary>Names or patterns; null for all.</summary>
    private protected abstract string[]? Names { get; }

    /// <summary>Clusters or patterns of the present record; null for all.</summary>
    private protected abstract ClusterReference[]? Clusters { get; }

    /// <summary>Works of the present record, each named whole; null where names and clusters are given.</summary>
    private protected virtual NamedWorkReference[]? References => null;

    private protected abstract WorkQuery Query { get; }

    /// <summary>The hubs to ask where no cluster is named.</summary>
    private protected virtual IEnumerable<HubConnection> HubsToAsk => Hubs;

    /// <summary>Runs the requests.</summary>
    private protected PipelineBridge Bridge => _bridge ??= NewBridge(RequestsAtOnce);

    /// <summary>Handles a work that was found.</summary>
    private protected virtual void Take(Work work)
    {
    }

    /// <summary>Handles a work that was found.</summary>
    /// <param name="work">The work.</param>
    /// <param name="target">What the user passed for it.</param>
    private protected virtual void Take(Work work, object target) => Take(work);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty("Name", MyInvocation.BoundParameters.ContainsKey("Name"), Names);
            Targets.RefuseEmpty("Cluster", MyInvocation.BoundParameters.ContainsKey("Cluster"), Clusters);
            _finder ??= new WorkFinder(Bridge, Names, Query, Take, Report);
            Find(_finder);
            Bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_bridge is not null)
        {
            Finish(_bridge);
            WriteHubWarnings();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _bridge?.Dispose();
        base.Dispose(disposing);
    }

    private void Find(WorkFinder finder)
    {
        if (References is { } works)
        {
            foreach (NamedWorkReference work in works)
            {
                finder.Read(HubsFor(work.Hub, work.ToString(), work.Source)[0], work.Cluster, work.Name, work.Source);
            }
        }
        else if (Clusters is { } clusters)
        {
            foreach (ClusterReference cluster in clusters)
            {
                foreach (HubConnection hub in HubsFor(cluster.Hub, cluster.Name, cluster.Source))
                {
                    finder.Find(hub, cluster);
                }
            }
        }
        else
        {
            foreach (HubConnection hub in HubsToAsk)
            {
                finder.FindEverywhere(hub, null, hub);
            }
        }
    }
}
