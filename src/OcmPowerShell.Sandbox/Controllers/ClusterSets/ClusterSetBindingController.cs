using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ClusterSets;

/// <summary>Says on each ManagedClusterSetBinding whether its set is there.</summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a binding that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class ClusterSetBindingController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    public string Name => "cluster set binding controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        using var bindings = new ResourceCache<Binding>(hub, OcmTypes.ManagedClusterSetBinding,
            value => new Binding($"{value.Namespace()}/{value.Name()}", value.TextAt("spec", "clusterSet") ?? ""));
        using var sets = new ResourceCache<string>(hub, OcmTypes.ManagedClusterSet, value => value.Name());
        loop.Follow("the watch of managedclustersetbindings", stop => bindings.FollowAsync(
            (_, after) =>
            {
                if (after is not null)
                {
                    loop.Add(after.Key);
                }
            }, stop));
        loop.Follow("the watch of managedclustersets", stop => sets.FollowAsync(
            (before, after) =>
            {
                // Only whether it is there matters.
                foreach (var binding in bindings.All.Where(binding => before != after && binding.ClusterSet == (after ?? before)))
                {
                    loop.Add(binding.Key);
                }
            }, stop));
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string key)
    {
        if (key.Split('/') is not [var @namespace, var name])
        {
            return null;
        }

        hub.ChangeStatus(OcmTypes.ManagedClusterSetBinding, @namespace, name, value =>
        {
            var isThere = value.TextAt("spec", "clusterSet") is { Length: > 0 } set && hub.Get(OcmTypes.ManagedClusterSet, null, set) is not null;
            var condition = isThere
                ? new Condition("Bound", Condition.True, "ClusterSetBound", "")
                : new Condition("Bound", Condition.False, "ClusterSetNotFound", "");
            ConditionList.Set(value.Child("status").List("conditions"), condition, time.GetUtcNow());
        });
        return null;
    }

    private sealed record Binding(string Key, string ClusterSet);
}
