using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Ownership;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Patching;

/// <summary>Server-side apply: merges what one manager wants into an object that it may share with others.</summary>
internal static class ServerSideApply
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The object with the configuration merged in and the ownership of every manager brought up to date.</summary>
    /// <param name="versions">The kind.</param>
    /// <param name="live">The stored object; an object with nothing but its name on create.</param>
    /// <param name="applied">What the manager wants, whole.</param>
    /// <param name="manager">The manager.</param>
    /// <param name="force">Whether fields that others own are taken from them.</param>
    /// <param name="time">Now.</param>
    /// <exception cref="ApiException">Fields have other owners.</exception>
    public static JsonObject Apply(KindVersions versions, JsonObject live, JsonObject applied, ManagerId manager, bool force, string time)
    {
        SchemaNode schema = versions.Own.Schema;
        ManagedFields owners = ManagedFields.Of(live);
        ManagerId before = owners.SameApplier(manager) ?? manager;
        FieldSet former = owners[before];
        FieldSet named = FieldWalk.Named(schema, applied);

        JsonObject merged = RemoveGivenUp(versions, (JsonObject)Merge(schema, live, applied)!, applied, owners, before);

        var difference = new VersionedDifference(versions, live, merged);
        List<(string Manager, string Field)> conflicts = ConflictsOf(owners, before, difference);
        if (conflicts.Count > 0 && !force && !WereAppliedByKubectl(schema, live, manager, conflicts))
        {
            throw Refusal.ApplyConflicts(conflicts);
        }

        owners.TakeFromOthers(before, difference);
        FieldDifference own = difference.Own;
        bool isNews = !own.Added.IsEmpty || !own.Changed.IsEmpty || !own.Removed.IsEmpty || before != manager
            || !JsonText.Same(former.ToJson(), named.ToJson());
        if (before != manager)
        {
            owners.Set(before, new FieldSet(), null);
        }

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

    /// <summary>
    /// Removes what the manager applied before and no longer wants, unless somebody else owns it too. The fields have the
    /// names of the version that it applied with then.
    /// </summary>
    private static JsonObject RemoveGivenUp(
        KindVersions versions, JsonObject merged, JsonObject applied, ManagedFields owners, ManagerId applier)
    {
        FieldSet former = owners[applier];
        if (former.IsEmpty || versions.Find(applier.ApiVersion) is not ResourceDefinition version)
        {
            return merged;
        }

        bool isOther = !ReferenceEquals(version, versions.Own);
        JsonObject target = isOther ? versions.ConvertTo(version, merged) : merged;
        FieldSet named = FieldWalk.Named(version.Schema, isOther ? versions.ConvertTo(version, applied) : applied);
        FieldSet owned = owners.AllBut(applier).Union(named).WithParents();
        FieldWalk.Remove(version.Schema, target, former.WithParents().Except(owned));
        return isOther ? versions.ConvertFrom(version, target) : target;
    }

    private static List<(string Manager, string Field)> ConflictsOf(ManagedFields owners, ManagerId manager, VersionedDifference change) =>
        [.. owners.Managers
            .Where(other => other != manager)
            .OrderBy(other => other.ToString(), StringComparer.Ordinal)
            .SelectMany(other => owners[other].Intersect(change.SetOf(other.ApiVersion)).Paths().Select(path => (other.ToString(), path)))];

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
