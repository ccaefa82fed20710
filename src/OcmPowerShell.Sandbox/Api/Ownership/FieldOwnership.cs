using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>Keeps <c>metadata.managedFields</c> true when an object is written by anything but an apply.</summary>
internal static class FieldOwnership
{
    /// <summary>Gives the writer what it added or changed, and takes that and what is gone from everyone else.</summary>
    /// <param name="versions">The kind.</param>
    /// <param name="before">The stored object; null on create.</param>
    /// <param name="after">The object as it will be stored; its <c>managedFields</c> are rewritten.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="time">Now.</param>
    public static void Record(KindVersions versions, JsonObject? before, JsonObject after, ManagerId writer, string time)
    {
        ManagedFields owners = ManagedFields.OfRequest(after, before);
        var difference = new VersionedDifference(versions, before ?? new JsonObject { ["metadata"] = new JsonObject() }, after);
        FieldSet taken = difference.Own.Added.Union(difference.Own.Changed);
        owners.TakeFromOthers(writer, difference);
        owners.Set(writer, owners[writer].Except(difference.Own.Removed).Union(taken), taken.IsEmpty ? null : time);
        owners.WriteTo(after);
    }
}
