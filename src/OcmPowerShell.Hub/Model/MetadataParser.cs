using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Model;

/// <summary>Fills what all objects have in common.</summary>
internal static class MetadataParser
{
    public static void Fill(HubObject target, ObjectMeta metadata, List<WireCondition>? conditions, string hub)
    {
        target.Hub = hub;
        target.Uid = metadata.Uid;
        target.Generation = metadata.Generation;
        target.ResourceVersion = metadata.ResourceVersion;
        target.Created = metadata.CreationTimestamp.ToUniversalTime();
        target.Labels = metadata.Labels ?? [];
        target.Annotations = metadata.Annotations ?? [];
        target.Deleting = metadata.DeletionTimestamp is not null;
        target.Conditions = conditions is null ? [] : conditions.ConvertAll(condition => condition.ToModel());
    }

    public static void Fill(HubObject target, JsonObject value, ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonNode? metadata = value.At("metadata");
        target.Hub = hub;
        target.Uid = metadata.TextAt("uid") ?? "";
        target.Generation = metadata.IntegerAt("generation") ?? 0;
        target.ResourceVersion = metadata.TextAt("resourceVersion") ?? "";
        target.Created = metadata.TimeAt("creationTimestamp")?.UtcDateTime ?? default;
        target.Labels = new Dictionary<string, string>(metadata.MapAt("labels"));
        target.Annotations = new Dictionary<string, string>(metadata.MapAt("annotations"));
        target.Deleting = metadata.At("deletionTimestamp") is not null;
        target.Conditions = (Condition[])[.. value.ObjectsAt("status", "conditions").Select(ConditionOf)];
        target.Json = includeJson ? Encoding.UTF8.GetString(json) : null;
    }

    private static Condition ConditionOf(JsonObject value) => new()
    {
        Type = value.TextAt("type") ?? "",
        Status = value.TextAt("status") switch { "True" => true, "False" => false, _ => null },
        Reason = value.TextAt("reason") ?? "",
        Message = value.TextAt("message") ?? "",
        LastTransitionTime = value.TimeAt("lastTransitionTime")?.UtcDateTime ?? default,
        ObservedGeneration = value.IntegerAt("observedGeneration"),
    };
}
