using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>What the work of each cluster is to hold: the same for all, or what a script makes of it for each.</summary>
internal sealed class DeliveryContents
{
    private readonly WorkContent _content;
    private readonly Dictionary<string, WorkContent>? _made;
    private readonly Dictionary<string, HubException> _failed = [];

    /// <summary>The same for all.</summary>
    public DeliveryContents(WorkContent content) => _content = content;

    /// <summary>What a script makes for each. Pipeline thread only.</summary>
    /// <param name="content">What it makes it of.</param>
    /// <param name="script">The script.</param>
    /// <param name="limit">What manifests may add up to.</param>
    /// <param name="clusters">The names of the clusters.</param>
    /// <param name="find">The cluster of a name; null where there is none.</param>
    public DeliveryContents(WorkContent content, ManifestTransform script, long limit, IEnumerable<string> clusters, Func<string, Cluster?> find)
    {
        (_content, _made) = (content, []);

        // What is the same for many clusters is kept once: a fleet's manifests need not fit into memory.
        Dictionary<string, WorkContent> known = [];
        foreach (string name in clusters)
        {
            try
            {
                Cluster cluster = find(name) ?? throw new HubException("NotFound", $"The hub has no managed cluster '{name}', for which -Transform was to make manifests. Get-OcmCluster lists the clusters.");
                ManifestSet manifests = script.Apply(content.Manifests, cluster, limit);
                if (!known.TryGetValue(manifests.Hash, out WorkContent? made))
                {
                    known[manifests.Hash] = made = content with { Manifests = manifests };
                }

                _made[name] = made;
            }
            catch (HubException exception)
            {
                _failed[name] = exception;
            }
        }
    }

    /// <summary>The clusters for which it could not be made, and why.</summary>
    public IReadOnlyDictionary<string, HubException> Failed => _failed;

    /// <summary>What a cluster's work is to hold; null where it could not be made.</summary>
    public WorkContent? Of(string cluster) => _made is null ? _content : _made.GetValueOrDefault(cluster);
}
