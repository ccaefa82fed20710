using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Verbs;

namespace OcmPowerShell.Sandbox.Api.CustomResources;

/// <summary>The status of a CustomResourceDefinition: whether its names are free, and whether its kind is served.</summary>
internal static class CrdStatus
{
    /// <summary>Whether the kind is served.</summary>
    public static bool IsEstablished(JsonObject crd) => Condition(crd, "Established").Text("status") == "True";

    /// <summary>Says whether the names can be had, and serves the kind if so.</summary>
    /// <param name="crd">The definition, changed in place.</param>
    /// <param name="others">The other definitions of its group.</param>
    /// <param name="time">The clock.</param>
    public static void Accept(JsonObject crd, IReadOnlyList<JsonObject> others, TimeProvider time)
    {
        KeepUntilEmpty(crd);
        JsonObject names = crd.Object("spec").Object("names") ?? [];
        JsonObject status = Status(crd);
        (string Reason, string Message)? conflict = Conflict(names, others);
        bool wasEstablished = IsEstablished(crd);
        if (conflict is null)
        {
            status["acceptedNames"] = names.DeepClone();
            Set(crd, time, "NamesAccepted", "True", "NoConflicts", "no conflicts found");
            Set(crd, time, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted");
        }
        else
        {
            status["acceptedNames"] ??= new JsonObject { ["kind"] = "", ["plural"] = "" };
            Set(crd, time, "NamesAccepted", "False", conflict.Value.Reason, conflict.Value.Message);
            if (!wasEstablished)
            {
                Set(crd, time, "Established", "False", "NotAccepted", "not all names are accepted");
            }
        }

        Remember(crd);
    }

    /// <summary>Says that the definition is going, and its objects with it.</summary>
    public static void Terminate(JsonObject crd, TimeProvider time) =>
        Set(crd, time, "Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress");

    /// <summary>Notes the version that objects are stored in from now on.</summary>
    public static void Remember(JsonObject crd)
    {
        JsonObject status = Status(crd);
        string? stored = (crd.Object("spec").Array("versions") ?? []).OfType<JsonObject>()
            .FirstOrDefault(version => version["storage"] is JsonValue flag && flag.TryGetValue(out bool isStorage) && isStorage).Text("name");
        IReadOnlyList<string> known = status.Texts("storedVersions");
        if (stored is not null && !known.Contains(stored))
        {
            status["storedVersions"] = new JsonArray([.. known.Append(stored).Select(one => (JsonNode)one)]);
        }
    }

    private static void KeepUntilEmpty(JsonObject crd)
    {
        IReadOnlyList<string> finalizers = crd.Metadata().Texts("finalizers");
        if (!finalizers.Contains(CustomResources.Cleanup))
        {
            crd.Metadata()["finalizers"] = new JsonArray([.. finalizers.Append(CustomResources.Cleanup).Select(one => (JsonNode)one)]);
        }
    }

    private static JsonObject Status(JsonObject crd)
    {
        if (crd["status"] is not JsonObject status)
        {
            status = [];
            crd["status"] = status;
        }

        return status;
    }

    private static JsonObject? Condition(JsonObject crd, string type) =>
        (crd.Object("status").Array("conditions") ?? []).OfType<JsonObject>().FirstOrDefault(one => one.Text("type") == type);

    private static void Set(JsonObject crd, TimeProvider time, string type, string status, string reason, string message)
    {
        JsonObject? known = Condition(crd, type);
        if (known.Text("status") == status && known.Text("reason") == reason && known.Text("message") == message)
        {
            return;
        }

        JsonObject condition = known ?? [];
        if (condition.Text("status") != status)
        {
            condition["lastTransitionTime"] = Timestamp.Now(time);
        }

        condition["message"] = message;
        condition["reason"] = reason;
        condition["status"] = status;
        condition["type"] = type;
        if (known is null)
        {
            JsonArray conditions = Status(crd)["conditions"] as JsonArray ?? [];
            conditions.Add(condition);
            Status(crd)["conditions"] ??= conditions;
        }
    }

    private static (string Reason, string Message)? Conflict(JsonObject names, IReadOnlyList<JsonObject> others)
    {
        JsonObject[] taken = [.. others.Select(other => other.Object("status").Object("acceptedNames")).OfType<JsonObject>()];
        HashSet<string> resources = [.. taken.SelectMany(one => one.Texts("shortNames").Append(one.Text("plural") ?? "").Append(one.Text("singular") ?? ""))];
        HashSet<string> kinds = [.. taken.SelectMany(one => new[] { one.Text("kind") ?? "", one.Text("listKind") ?? "" })];
        return Taken("PluralConflict", resources, names.Text("plural"))
            ?? Taken("SingularConflict", resources, names.Text("singular"))
            ?? names.Texts("shortNames").Select(name => Taken("ShortNamesConflict", resources, name)).FirstOrDefault(one => one is not null)
            ?? Taken("KindConflict", kinds, names.Text("kind"))
            ?? Taken("ListKindConflict", kinds, names.Text("listKind"));
    }

    private static (string Reason, string Message)? Taken(string reason, HashSet<string> taken, string? name) =>
        name is { Length: > 0 } && taken.Contains(name) ? (reason, $"\"{name}\" is already in use") : null;
}
