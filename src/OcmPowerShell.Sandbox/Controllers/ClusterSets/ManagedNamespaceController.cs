using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ClusterSets;

/// <summary>Tells each ManagedCluster which namespaces its sets want on it: <c>status.managedNamespaces</c>.</summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a cluster that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class ManagedNamespaceController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    public string Name => "managed namespace controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        using var sets = new ResourceCache<NamespacesOfSet>(hub, OcmTypes.ManagedClusterSet, NamespacesOfSet.Read);
        using var clusters = new ResourceCache<ClusterLabels>(hub, OcmTypes.ManagedCluster, ClusterLabels.Read);
        foreach (var cluster in clusters.All)
        {
            loop.Add(cluster.Name);
        }

        loop.Follow("the watch of managedclustersets", stop => sets.FollowAsync(
            (before, after) =>
            {
                if (!NamespacesOfSet.Alike(before, after))
                {
                    foreach (var cluster in clusters.All.Where(cluster => before?.Has(cluster) == true || after?.Has(cluster) == true))
                    {
                        loop.Add(cluster.Name);
                    }
                }
            }, stop));
        loop.Follow("the watch of managedclusters", stop => clusters.FollowAsync(
            (before, after) =>
            {
                if (after is not null && sets.All.Any(set => ClusterLabels.Differ(set.Set, before, after)))
                {
                    loop.Add(after.Name);
                }
            }, stop));
        await loop.RunAsync(name => Reconcile(name, sets));
    }

    private TimeSpan? Reconcile(string name, ResourceCache<NamespacesOfSet> sets)
    {
        hub.ChangeStatus(OcmTypes.ManagedCluster, null, name, value =>
        {
            if (value.IsDeleting())
            {
                return;
            }

            var cluster = ClusterLabels.Read(value);
            var wanted = sets.All.Where(set => set.Has(cluster))
                .SelectMany(set => set.Namespaces.Select(item => (Set: set.Set.Name, Name: item)))
                .Distinct()
                .OrderBy(item => item.Set, StringComparer.Ordinal)
                .ThenBy(item => item.Name, StringComparer.Ordinal)
                .ToArray();
            if (wanted.Length > 0)
            {
                JsonObject[] known = [.. value.ObjectsAt("status", "managedNamespaces")];
                value.Child("status")["managedNamespaces"] = new JsonArray([.. wanted.Select(item => Entry(item.Set, item.Name, known))]);
            }
            else
            {
                value.ObjectAt("status")?.Remove("managedNamespaces");
            }
        });
        return null;
    }

    /// <summary>The entry as it is, with what the cluster's agent said of it; or a new one.</summary>
    private static JsonObject Entry(string set, string name, JsonObject[] known) =>
        Array.Find(known, item => item.TextAt("clusterSet") == set && item.TextAt("name") == name)?.Copy()
        ?? new JsonObject { ["clusterSet"] = set, ["name"] = name };

    /// <summary>A set and the namespaces it wants; none while it is being deleted.</summary>
    private sealed record NamespacesOfSet(ClusterSetFacts Set, string Selector, string[] Namespaces)
    {
        public static NamespacesOfSet Read(JsonObject value) => new(
            ClusterSetFacts.Parse(value),
            value.At("spec", "clusterSelector")?.ToJsonString() ?? "",
            value.IsDeleting() ? [] : [.. value.ObjectsAt("spec", "managedNamespaces").Select(item => item.TextAt("name")).OfType<string>()]);

        public static bool Alike(NamespacesOfSet? left, NamespacesOfSet? right) =>
            left?.Selector == right?.Selector && (left?.Namespaces ?? []).SequenceEqual(right?.Namespaces ?? []);

        public bool Has(ClusterLabels cluster) => Set.Has(cluster.Labels);
    }
}
