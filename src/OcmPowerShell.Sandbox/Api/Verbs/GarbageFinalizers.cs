using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>The finalizers by which a delete tells the garbage collector what is to become of what the object owns.</summary>
internal static class GarbageFinalizers
{
    /// <summary>What the object owns must be told first that it is no longer owned.</summary>
    public const string Orphan = "orphan";

    /// <summary>What the object owns must go first.</summary>
    public const string Foreground = "foregroundDeletion";

    /// <summary>Writes the finalizers of a deletion.</summary>
    /// <param name="type">The object's kind.</param>
    /// <param name="metadata">The object's metadata, changed in place.</param>
    /// <param name="asked">What was asked for; null for what is there already, or what the kind does.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Apply(ResourceType type, JsonObject metadata, DeletionPropagation? asked)
    {
        IReadOnlyList<string> before = metadata.Texts("finalizers");
        DeletionPropagation propagation = asked switch
        {
            { } said => said,
            null when before.Contains(Orphan) => DeletionPropagation.Orphan,
            null when before.Contains(Foreground) => DeletionPropagation.Foreground,
            _ => OrphansByDefault(type) ? DeletionPropagation.Orphan : DeletionPropagation.Background,
        };
        List<string> after = [.. before.Where(finalizer => finalizer is not (Orphan or Foreground))];
        if (propagation != DeletionPropagation.Background)
        {
            after.Add(propagation == DeletionPropagation.Orphan ? Orphan : Foreground);
        }

        if (after.Order(StringComparer.Ordinal).SequenceEqual(before.Order(StringComparer.Ordinal)))
        {
            return false;
        }

        metadata.SetOrRemove("finalizers", after.Count == 0 ? null : new JsonArray([.. after.Select(finalizer => (JsonNode)finalizer)]));
        return true;
    }

    /// <summary>Two old kinds keep what they own unless they are told otherwise.</summary>
    private static bool OrphansByDefault(ResourceType type) =>
        type is { Group: "", Plural: "replicationcontrollers" } or { Group: "batch", Plural: "jobs" };
}
