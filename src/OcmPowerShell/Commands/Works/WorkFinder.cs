using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Finds works by name and cluster with the fewest requests, and tells what was named but is not there.</summary>
internal sealed class WorkFinder
{
    private readonly PipelineBridge _bridge;
    private readonly string[]? _names;
    private readonly WorkQuery _query;
    private readonly Action<Work, object> _found;
    private readonly Action<HubException, object> _failed;
    private readonly HashSet<(string Hub, string Cluster)> _asked = [];

    /// <param name="bridge">Runs the requests; its owner flushes and finishes it.</param>
    /// <param name="names">Names or patterns; null for all.</param>
    /// <param name="query">What else to ask for.</param>
    /// <param name="found">Given each work and what the user passed for it, on the pipeline thread.</param>
    /// <param name="failed">Given each failure and what the user passed, on the pipeline thread.</param>
    public WorkFinder(PipelineBridge bridge, string[]? names, WorkQuery query, Action<Work, object> found, Action<HubException, object> failed) =>
        (_bridge, _names, _query, _found, _failed) = (bridge, names, query, found, failed);

    private bool NamesAreExact => _names is not null && !Array.Exists(_names, Targets.IsPattern);

    /// <summary>Looks in one cluster, or in those that a pattern matches.</summary>
    public void Find(HubConnection hub, ClusterReference cluster)
    {
        if (!_asked.Add((hub.Identity, cluster.Name)))
        {
            return;
        }

        if (Targets.IsPattern(cluster.Name))
        {
            FindEverywhere(hub, [cluster.Name], cluster.Source);
        }
        else if (NamesAreExact && !_query.AsksForLabels)
        {
            foreach (string name in _names!.Distinct())
            {
                Read(hub, cluster.Name, name, cluster.Source);
            }
        }
        else
        {
            List(hub, cluster);
        }
    }

    /// <summary>Reads one work.</summary>
    public void Read(HubConnection hub, string cluster, string name, object target) => Start(target, async token =>
    {
        if (await new WorkClient(hub).GetAsync(cluster, name, _query.IncludeJson, token).ConfigureAwait(false) is { } work)
        {
            await FoundAsync(work, target).ConfigureAwait(false);
            return;
        }

        await EnsureClusterAsync(hub, cluster, token).ConfigureAwait(false);
        throw NotFound(hub, name, $"cluster '{cluster}'");
    });

    /// <summary>Looks in all clusters that match, with one list.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="clusters">Patterns of clusters; null for all.</param>
    /// <param name="target">What the user passed.</param>
    public void FindEverywhere(HubConnection hub, string[]? clusters, object target) => Start(target, async token =>
    {
        WorkQuery query = NamesAreExact && _names!.Length == 1
            ? _query with { Name = _names[0] }
            : _query with { PageSize = _query.PageSize ?? await HubProbe.PageSizeAsync(hub, token).ConfigureAwait(false) };
        string where = clusters is null ? "any cluster" : $"any cluster '{string.Join(", ", clusters)}'";
        await ListAsync(hub, null, query, Targets.Matcher(clusters), where, target, token).ConfigureAwait(false);
    });

    private void List(HubConnection hub, ClusterReference cluster) => Start(cluster.Source, async token =>
    {
        bool any = await ListAsync(hub, cluster.Name, _query, _ => true, $"cluster '{cluster.Name}'", cluster.Source, token).ConfigureAwait(false);
        if (!any)
        {
            // A cluster without works and one that does not exist look the same in a list.
            await EnsureClusterAsync(hub, cluster.Name, token).ConfigureAwait(false);
        }
    });

    private async Task<bool> ListAsync(HubConnection hub, string? cluster, WorkQuery query, Func<string, bool> inCluster, string where, object target, CancellationToken cancellationToken)
    {
        bool any = false;
        Func<string, bool> matches = Targets.Matcher(_names);
        HashSet<string> missing = new((_names ?? []).Where(name => !Targets.IsPattern(name)), StringComparer.OrdinalIgnoreCase);
        await foreach (Work work in new WorkClient(hub).ListAsync(cluster, query, cancellationToken).ConfigureAwait(false))
        {
            any = true;
            if (matches(work.Name) && inCluster(work.Cluster))
            {
                missing.Remove(work.Name);
                await FoundAsync(work, target).ConfigureAwait(false);
            }
        }

        foreach (string name in missing)
        {
            HubException exception = NotFound(hub, name, where);
            await _bridge.PostAsync(() => _failed(exception, name)).ConfigureAwait(false);
        }

        return any;
    }

    private ValueTask FoundAsync(Work work, object target) => _bridge.PostAsync(() => _found(work, target));

    private void Start(object target, Func<CancellationToken, Task> find) => _bridge.Run(async token =>
    {
        try
        {
            await find(token).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await _bridge.PostAsync(() => _failed(exception, target)).ConfigureAwait(false);
        }
    });

    private static async Task EnsureClusterAsync(HubConnection hub, string cluster, CancellationToken cancellationToken)
    {
        try
        {
            if (await new ClusterClient(hub).GetAsync(cluster, cancellationToken: cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            // Who may not read clusters is not told whether it exists.
            return;
        }

        throw new HubException("NotFound", $"The hub {hub} has no managed cluster '{cluster}'. Get-OcmCluster lists those it has.");
    }

    private static HubException NotFound(HubConnection hub, string name, string where) =>
        new("NotFound", $"There is no work '{name}' in {where} on hub {hub}.");
}
