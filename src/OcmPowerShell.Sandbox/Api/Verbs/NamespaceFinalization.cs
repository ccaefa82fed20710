using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>How a namespace that is being deleted ends: emptied, told by its conditions what remains, and let go by its finalizers.</summary>
internal static class NamespaceFinalization
{
    private const string Kubernetes = "kubernetes";

    /// <summary><c>namespaces/NAME/finalize</c>: the only way to change <c>spec.finalizers</c>.</summary>
    public static ObjectPart Part { get; } = new("finalize", Take) { Verbs = ["update"] };

    /// <summary>Takes away the finalizer that stands for the content of the namespace, which is gone.</summary>
    public static void Finish(JsonObject value)
    {
        if (value.Object("spec").Array("finalizers") is { } finalizers)
        {
            string[] others = [.. value.Object("spec").Texts("finalizers").Where(one => one != Kubernetes)];
            finalizers.Clear();
            foreach (string other in others)
            {
                finalizers.Add((JsonNode)other);
            }
        }
    }

    /// <summary>What is left in a namespace, as its conditions tell it.</summary>
    /// <param name="value">The namespace, changed in place.</param>
    /// <param name="remaining">All that is left, by kind.</param>
    /// <param name="now">The present moment.</param>
    public static void Describe(JsonObject value, IReadOnlyList<(ResourceType Type, IReadOnlyList<StoredObject> Objects)> remaining, string now)
    {
        string[] kinds = [.. remaining.Select(kind => string.Create(
            CultureInfo.InvariantCulture, $"{kind.Type.Plural}.{kind.Type.Group} has {kind.Objects.Count} resource instances"))];
        string[] finalizers = [.. remaining
            .SelectMany(kind => kind.Objects)
            .SelectMany(one => one.ToJson().Metadata().Texts("finalizers"))
            .GroupBy(one => one)
            .OrderBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Key} in {same.Count()} resource instances"))];
        JsonArray conditions = Conditions(value);
        Set(conditions, now, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
        Set(conditions, now, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Set(conditions, now, "NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        Set(
            conditions,
            now,
            "NamespaceContentRemaining",
            kinds.Length > 0,
            kinds.Length > 0 ? "SomeResourcesRemain" : "ContentRemoved",
            kinds.Length > 0 ? $"Some resources are remaining: {string.Join(", ", kinds)}" : "All content successfully removed");
        Set(
            conditions,
            now,
            "NamespaceFinalizersRemaining",
            finalizers.Length > 0,
            finalizers.Length > 0 ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
            finalizers.Length > 0
                ? $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}"
                : "All content-preserving finalizers finished");
    }

    private static void Take(JsonObject stored, JsonObject sent)
    {
        if (stored["spec"] is not JsonObject spec)
        {
            stored["spec"] = spec = [];
        }

        spec.SetOrRemove("finalizers", sent.Object("spec").Array("finalizers"));
    }

    private static JsonArray Conditions(JsonObject value)
    {
        if (value["status"] is not JsonObject status)
        {
            value["status"] = status = [];
        }

        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        return conditions;
    }

    private static void Set(JsonArray conditions, string now, string type, bool holds, string reason, string message)
    {
        string status = holds ? "True" : "False";
        JsonObject? known = conditions.OfType<JsonObject>().FirstOrDefault(condition => condition.Text("type") == type);
        var condition = new JsonObject
        {
            ["lastTransitionTime"] = known.Text("status") == status ? known.Text("lastTransitionTime") : now,
            ["message"] = message,
            ["reason"] = reason,
            ["status"] = status,
            ["type"] = type,
        };
        if (known is null)
        {
            conditions.Add(condition);
        }
        else
        {
            conditions[conditions.IndexOf(known)] = condition;
        }
    }
}
