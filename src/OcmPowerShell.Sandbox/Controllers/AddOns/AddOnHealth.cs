using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Whether an add-on made from a template is available: whether its Deployments and DaemonSets are ready.</summary>
internal static class AddOnHealth
{
    private const string Available = "Available";

    /// <summary>The condition, or null where nothing is to be said now.</summary>
    /// <param name="addOn">The add-on's name.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="works">The works that deploy it.</param>
    /// <param name="manifests">Its manifests; null while they cannot be made.</param>
    public static Condition? Of(string addOn, JsonObject cluster, IReadOnlyList<JsonObject> works, IReadOnlyList<JsonObject>? manifests)
    {
        if (ConditionList.Find(cluster.ArrayAt("status", "conditions"), "ManagedClusterConditionAvailable").TextAt("status") == Condition.Unknown)
        {
            // Nobody reports from there; registration says so for all of its add-ons.
            return null;
        }

        if (works.Count == 0)
        {
            return new(Available, Condition.Unknown, "WorkNotFound", "Addon manifestWork is not found");
        }

        foreach (var available in works.Select(work => ConditionList.Find(work.ArrayAt("status", "conditions"), Available)))
        {
            switch (available.TextAt("status"))
            {
                case null:
                    return new(Available, Condition.Unknown, "WorkNotApplied", "Addon manifestWork is not applied yet");
                case Condition.False:
                    return new(Available, Condition.False, "WorkNotApplied", available.TextAt("message") ?? "");
            }
        }

        return manifests is null ? null : OfWorkloads(addOn, works, manifests);
    }

    private static Condition OfWorkloads(string addOn, IReadOnlyList<JsonObject> works, IReadOnlyList<JsonObject> manifests)
    {
        var probed = manifests.Where(IsProbed).Select(manifest => (AddOnWorkload.WatchedResource(manifest)!, manifest.Namespace(), manifest.Name())).ToList();
        var results = works.SelectMany(work => work.ObjectsAt("status", "resourceStatus", "manifests"))
            .Where(result => result.ArrayAt("statusFeedback", "values") is { Count: > 0 } && probed.Contains(IdentityOf(result))).ToList();
        if (probed.Count > 0 && results.Count == 0)
        {
            return new(Available, Condition.Unknown, "NoProbeResult", "Probe results are not returned");
        }

        return results.Select(Complaint).FirstOrDefault(complaint => complaint is not null) is { } wrong
            ? new(Available, Condition.False, "ProbeUnavailable", $"Probe addon unavailable with err {wrong}")
            : new(Available, Condition.True, "ProbeAvailable", $"{addOn} add-on is available.");
    }

    /// <summary>A Deployment that is to have no pods says nothing.</summary>
    private static bool IsProbed(JsonObject manifest) =>
        AddOnWorkload.IsDaemonSet(manifest) || (AddOnWorkload.IsDeployment(manifest) && manifest.IntegerAt("spec", "replicas") != 0);

    private static (string Resource, string Namespace, string Name) IdentityOf(JsonObject result) => (
        result.TextAt("resourceMeta", "resource") ?? "", result.TextAt("resourceMeta", "namespace") ?? "", result.TextAt("resourceMeta", "name") ?? "");

    private static string? Complaint(JsonObject result)
    {
        var (resource, @namespace, name) = IdentityOf(result);
        var values = result.ObjectsAt("statusFeedback", "values").ToList();
        long? Value(params string[] names) => values.LastOrDefault(value => names.Contains(value.TextAt("name"))).IntegerAt("fieldValue", "integer");
        var (ready, desired) = (Value("ReadyReplicas", "NumberReady"), Value("Replicas", "DesiredNumberScheduled"));
        if (ready is null)
        {
            return "readyReplica is not probed";
        }

        if (desired is null)
        {
            return "desiredNumberReplicas is not probed";
        }

        var isHealthy = resource == "deployments" ? desired == 0 || ready >= 1 : ready == desired;
        return isHealthy ? null : FormattableString.Invariant(
            $"desiredNumberReplicas is {desired} but readyReplica is {ready} for {resource} {@namespace}/{name}");
    }
}
