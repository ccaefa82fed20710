using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>Keeps <c>metadata.managedFields</c> true when an object is written by anything but an apply.</summary>
internal static class FieldOwnership
{
    /// <summary>Gives the writer what it added or changed, and takes that and what is gone from everyone else.</summary>
    /// <param name="schema">The schema of the kind.</param>
    /// <param name="before">The stored object; null on create.</param>
    /// <param name="after">The object as it will be stored; its <c>managedFields</c> are rewritten.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="time">Now.</param>
    public static void Record(SchemaNode schema, JsonObject? before, JsonObject after, ManagerId writer, string time)
    {
        ManagedFields owners = ManagedFields.OfRequest(after, before);
        FieldDifference difference = FieldWalk.Compare(schema, before ?? new JsonObject { ["metadata"] = new JsonObject() }, after);
        FieldSet taken = difference.Added.Union(difference.Changed);
        owners.TakeFromOthers(writer, taken.Union(difference.Removed));
        owners.Set(writer, owners[writer].Except(difference.Removed).Union(taken), taken.IsEmpty ? null : time);
        owners.WriteTo(after);
    }
}
