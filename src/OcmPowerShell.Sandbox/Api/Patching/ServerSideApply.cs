using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Ownership;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Patching;

/// <summary>Server-side apply: merges what one manager wants into an object that it may share with others.</summary>
internal static class ServerSideApply
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The object with the configuration merged in and the ownership of every manager brought up to date.</summary>
    /// <param name="schema">The schema of the kind.</param>
    /// <param name="live">The stored object; an object with nothing but its name on create.</param>
    /// <param name="applied">What the manager wants, whole.</param>
    /// <param name="manager">The manager.</param>
    /// <param name="force">Whether fields that others own are taken from them.</param>
    /// <param name="time">Now.</param>
    /// <exception cref="ApiException">Fields have other owners.</exception>
    public static JsonObject Apply(SchemaNode schema, JsonObject live, JsonObject applied, ManagerId manager, bool force, string time)
    {
        ManagedFields owners = ManagedFields.Of(live);
        FieldSet former = owners[manager];
        FieldSet named = FieldWalk.Named(schema, applied);

        var merged = (JsonObject)Merge(schema, live, applied)!;
        RemoveGivenUp(schema, merged, former, owners, manager, named);

        FieldDifference difference = FieldWalk.Compare(schema, live, merged);
        FieldSet taken = difference.Added.Union(difference.Changed);
        List<(string Manager, string Field)> conflicts = ConflictsOf(owners, manager, taken);
        if (conflicts.Count > 0 && !force && !WereAppliedByKubectl(schema, live, manager, conflicts))
        {
            throw Refusal.ApplyConflicts(conflicts);
        }

        owners.TakeFromOthers(manager, taken.Union(difference.Removed));
        bool isNews = !taken.IsEmpty || !difference.Removed.IsEmpty || !JsonText.Same(former.ToJson(), named.ToJson());
        owners.Set(manager, named, isNews ? time : null);
        owners.WriteTo(merged);
        return merged;
    }

    /// <summary>The union of two values; what the second says wins.</summary>
    private static JsonNode? Merge(SchemaNode? schema, JsonNode? live, JsonNode? applied)
    {
        if (FieldWalk.IsOwnedAsOne(schema, applied) || live is null)
        {
            return applied?.DeepClone();
        }

        return (live, applied) switch
        {
            (JsonObject ours, JsonObject theirs) => MergeMembers(schema, ours, theirs),
            (JsonArray ours, JsonArray theirs) => MergeItems(schema!, ours, theirs),
            _ => applied?.DeepClone(),
        };
    }

    private static JsonObject MergeMembers(SchemaNode? schema, JsonObject live, JsonObject applied)
    {
        var merged = (JsonObject)live.DeepClone();
        foreach ((string name, JsonNode? member) in applied)
        {
            merged[name] = Merge(schema?.Member(name), live[name], member);
        }

        return merged;
    }

    private static JsonArray MergeItems(SchemaNode schema, JsonArray live, JsonArray applied)
    {
        var merged = (JsonArray)live.DeepClone();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < live.Count; index++)
        {
            places[FieldWalk.StepOf(schema, live[index], index)] = index;
        }

        for (int index = 0; index < applied.Count; index++)
        {
            if (places.TryGetValue(FieldWalk.StepOf(schema, applied[index], index), out int place))
            {
                merged[place] = Merge(schema.Items, live[place], applied[index]);
            }
            else
            {
                merged.Add(applied[index]?.DeepClone());
            }
        }

        return merged;
    }

    /// <summary>Removes what the manager applied before and no longer wants, unless somebody else owns it too.</summary>
    private static void RemoveGivenUp(
        SchemaNode schema, JsonObject merged, FieldSet former, ManagedFields owners, ManagerId manager, FieldSet named)
    {
        if (former.IsEmpty)
        {
            return;
        }

        FieldSet owned = owners.AllBut(manager).Union(named).WithParents();
        FieldWalk.Remove(schema, merged, former.WithParents().Except(owned));
    }

    private static List<(string Manager, string Field)> ConflictsOf(ManagedFields owners, ManagerId manager, FieldSet taken) =>
        [.. owners.Managers
            .Where(other => other != manager)
            .OrderBy(other => other.ToString(), StringComparer.Ordinal)
            .SelectMany(other => owners[other].Intersect(taken).Paths().Select(path => (other.ToString(), path)))];

    /// <summary>
    /// Whether the fields in conflict are only there because <c>kubectl apply</c> put them there and nobody changed them
    /// since: then <c>kubectl apply --server-side</c> may take them over.
    /// </summary>
    private static bool WereAppliedByKubectl(
        SchemaNode schema, JsonObject live, ManagerId manager, List<(string Manager, string Field)> conflicts)
    {
        if (manager.Name != "kubectl" || live.Object("metadata").Object("annotations").Text(LastApplied) is not string text)
        {
            return false;
        }

        try
        {
            if (JsonText.Parse(System.Text.Encoding.UTF8.GetBytes(text)) is not JsonObject lastApplied)
            {
                return false;
            }

            FieldDifference since = FieldWalk.Compare(schema, lastApplied, live);
            FieldSet unchanged = FieldWalk.Named(schema, lastApplied).Except(since.Changed.Union(since.Removed));
            HashSet<string> allowed = [.. unchanged.Paths()];
            return conflicts.TrueForAll(conflict => allowed.Contains(conflict.Field));
        }
        catch (JsonSyntaxException)
        {
            return false;
        }
    }
}
