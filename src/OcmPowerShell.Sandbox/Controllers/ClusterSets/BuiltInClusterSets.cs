using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ClusterSets;

/// <summary>
/// Keeps the sets <c>default</c> and <c>global</c>: they are made when they are missing, and their cluster selectors stay
/// what they are unless an annotation says that somebody else looks after them.
/// </summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a set that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class BuiltInClusterSets(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string AutoUpdate = "cluster.open-cluster-management.io/autoupdate";

    private static readonly Dictionary<string, Func<JsonObject>> Selectors = new()
    {
        ["default"] = () => new JsonObject { ["selectorType"] = "ExclusiveClusterSetLabel" },
        ["global"] = () => new JsonObject { ["labelSelector"] = new JsonObject(), ["selectorType"] = "LabelSelector" },
    };

    public string Name => "built-in cluster sets";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        using var sets = new ResourceCache<string>(hub, OcmTypes.ManagedClusterSet, value => value.Name());
        foreach (var set in Selectors.Keys)
        {
            loop.Add(set);
        }

        loop.Follow("the watch of managedclustersets", stop => sets.FollowAsync(
            (before, after) =>
            {
                if ((after ?? before) is { } name && Selectors.ContainsKey(name))
                {
                    loop.Add(name);
                }
            }, stop));
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(OcmTypes.ManagedClusterSet, null, name) is null)
        {
            hub.Create(OcmTypes.ManagedClusterSet, null, New(name));
            return null;
        }

        hub.Change(OcmTypes.ManagedClusterSet, null, name, value =>
        {
            var selector = Selectors[name]();
            if (value.TextAt("metadata", "annotations", AutoUpdate) == "false" || JsonEquality.Same(value.At("spec", "clusterSelector"), selector))
            {
                return false;
            }

            value.Child("spec")["clusterSelector"] = selector;
            return true;
        });
        return null;
    }

    private static JsonObject New(string name) => new()
    {
        ["apiVersion"] = OcmTypes.ManagedClusterSet.ApiVersion,
        ["kind"] = OcmTypes.ManagedClusterSet.Kind,
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["clusterSelector"] = Selectors[name]() },
    };
}
