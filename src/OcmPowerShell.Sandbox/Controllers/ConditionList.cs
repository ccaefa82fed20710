using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>Conditions in a status, kept as apimachinery keeps them.</summary>
internal static class ConditionList
{
    /// <summary>The condition of a type, or null.</summary>
    public static JsonObject? Find(JsonArray? conditions, string type) =>
        conditions?.OfType<JsonObject>().FirstOrDefault(item => item.TextAt("type") == type);

    /// <summary>Whether the condition of a type is there and True.</summary>
    public static bool IsTrue(JsonArray? conditions, string type) =>
        Find(conditions, type).TextAt("status") == Condition.True;

    /// <summary>When the status of a condition changed last, or null where it does not say.</summary>
    public static DateTimeOffset? TransitionTime(this JsonObject? condition) =>
        DateTimeOffset.TryParse(
            condition.TextAt("lastTransitionTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>
    /// Writes a condition: a new one goes to the end, a known one stays where it is, and its
    /// <c>lastTransitionTime</c> moves only when its status changes.
    /// </summary>
    public static void Set(JsonArray conditions, Condition condition, DateTimeOffset now)
    {
        var existing = Find(conditions, condition.Type);
        var since = existing.TextAt("status") == condition.Status ? existing.TextAt("lastTransitionTime") : null;
        var written = new JsonObject
        {
            ["lastTransitionTime"] = since ?? now.ToApiTime(),
            ["message"] = condition.Message,
        };
        if (condition.ObservedGeneration is > 0)
        {
            written["observedGeneration"] = condition.ObservedGeneration;
        }

        written["reason"] = condition.Reason;
        written["status"] = condition.Status;
        written["type"] = condition.Type;

        if (existing is null)
        {
            conditions.Add(written);
        }
        else
        {
            conditions[conditions.IndexOf(existing)] = written;
        }
    }

    /// <summary>Takes a condition away, so that the next one of its type counts as a change.</summary>
    public static void Remove(JsonArray conditions, string type)
    {
        if (Find(conditions, type) is { } existing)
        {
            conditions.Remove(existing);
        }
    }
}
