using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>
/// The clusters that a command is about, by name or pattern: each is taken once, however often it is named. Names are taken
/// as they come and not looked up; patterns wait for the end of the pipeline, when one list of a hub resolves them all.
/// </summary>
/// <param name="hubOf">The hub that a reference means; ends the command when it is none.</param>
/// <param name="forEach">Reads a stream and handles each item on the pipeline thread.</param>
/// <param name="take">Given each cluster, on the pipeline thread.</param>
/// <param name="failed">Given a pattern that could not be resolved.</param>
internal sealed class ClusterTargets(
    Func<ObjectReference, HubConnection> hubOf,
    Action<Func<CancellationToken, IAsyncEnumerable<Cluster>>, Action<Cluster>> forEach,
    Action<ClusterTarget> take,
    Action<HubException, object> failed)
{
    private readonly HashSet<(string Hub, string Name)> _taken = [];
    private readonly Dictionary<HubConnection, List<string>> _patterns = [];

    /// <summary>Takes what an argument or a record of the pipeline names.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="clusters">Its value.</param>
    /// <exception cref="HubException"><c>EmptyTarget</c>.</exception>
    public void Add(string parameter, IReadOnlyList<ObjectReference>? clusters)
    {
        Targets.RefuseEmpty(parameter, true, clusters);

        // All are looked at before the first is taken: a list that is refused has changed nothing.
        foreach ((ObjectReference cluster, HubConnection hub) in clusters!.Select(cluster => (cluster, hubOf(cluster))).ToList())
        {
            if (Targets.IsPattern(cluster.Name))
            {
                if (!_patterns.TryGetValue(hub, out List<string>? patterns))
                {
                    _patterns[hub] = patterns = [];
                }

                patterns.Add(cluster.Name);
            }
            else
            {
                Take(new ClusterTarget(hub, cluster.Name, cluster.Uid, cluster.Source));
            }
        }
    }

    /// <summary>Takes a cluster that was found by its name.</summary>
    public void Take(HubConnection hub, string name) => Take(new ClusterTarget(hub, name, "", name));

    /// <summary>Takes what the patterns match. One that matches nothing is no error, as everywhere in PowerShell.</summary>
    public void ResolvePatterns()
    {
        foreach ((HubConnection hub, List<string> patterns) in _patterns)
        {
            Func<string, bool> matches = Targets.Matcher(patterns);
            try
            {
                forEach(token => Kinds.Clusters.On(hub).ListAsync(null, cancellationToken: token), cluster =>
                {
                    if (matches(cluster.Name))
                    {
                        Take(new ClusterTarget(hub, cluster.Name, cluster.Uid, cluster.Name));
                    }
                });
            }
            catch (HubException exception)
            {
                failed(exception, patterns.Count == 1 ? patterns[0] : patterns.ToArray());
            }
        }
    }

    private void Take(ClusterTarget target)
    {
        if (_taken.Add((target.Hub.Identity, target.Name)))
        {
            take(target);
        }
    }
}
