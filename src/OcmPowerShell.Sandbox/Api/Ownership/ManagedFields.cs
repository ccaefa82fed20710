using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>Who owns which fields of an object: <c>metadata.managedFields</c>, taken apart.</summary>
internal sealed class ManagedFields
{
    private readonly Dictionary<ManagerId, Entry> _entries = [];

    /// <summary>The writers.</summary>
    public IReadOnlyCollection<ManagerId> Managers => _entries.Keys;

    /// <summary>Reads <c>metadata.managedFields</c> of an object.</summary>
    public static ManagedFields Of(JsonObject? value)
    {
        var fields = new ManagedFields();
        foreach (JsonObject entry in (value.Object("metadata").Array("managedFields") ?? []).OfType<JsonObject>())
        {
            if (entry.Text("operation") is not ("Apply" or "Update"))
            {
                continue;
            }

            var id = new ManagerId(
                entry.Text("manager") ?? string.Empty, entry.Text("operation")!, entry.Text("apiVersion") ?? string.Empty, entry.Text("subresource") ?? string.Empty);
            fields._entries[id] = new Entry(FieldSet.FromJson(entry.Object("fieldsV1")), entry.Text("time") ?? string.Empty);
        }

        return fields;
    }

    /// <summary>The ownership that a client's new object speaks of: its own where it says one, else the stored one.</summary>
    public static ManagedFields OfRequest(JsonObject value, JsonObject? before)
    {
        // A single empty entry is how a client asks to forget all owners.
        if (value.Object("metadata").Array("managedFields") is [JsonObject { Count: 0 }])
        {
            return new ManagedFields();
        }

        ManagedFields said = Of(value);
        return said._entries.Count > 0 ? said : Of(before);
    }

    /// <summary>The fields of a writer; none where it has none.</summary>
    public FieldSet this[ManagerId id] => _entries.TryGetValue(id, out Entry? entry) ? entry.Fields : new FieldSet();

    /// <summary>All fields that anyone but one writer owns.</summary>
    public FieldSet AllBut(ManagerId id) =>
        _entries.Where(entry => entry.Key != id).Aggregate(new FieldSet(), (all, entry) => all.Union(entry.Value.Fields));

    /// <summary>Gives a writer exactly these fields; a writer of nothing is forgotten.</summary>
    /// <param name="id">The writer.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="time">When it wrote; null to leave that as it was.</param>
    public void Set(ManagerId id, FieldSet fields, string? time)
    {
        if (fields.IsEmpty)
        {
            _entries.Remove(id);
        }
        else
        {
            _entries[id] = new Entry(fields, time ?? _entries.GetValueOrDefault(id)?.Time ?? string.Empty);
        }
    }

    /// <summary>Takes what a change sets or removes away from every writer but one.</summary>
    public void TakeFromOthers(ManagerId? but, VersionedDifference change)
    {
        foreach (ManagerId id in _entries.Keys.Where(id => id != but).ToArray())
        {
            FieldSet owned = this[id];
            Set(id, owned.Except(change.TakenFrom(id.ApiVersion, owned)), null);
        }
    }

    /// <summary>The one that applied before under the same name: an applier is the same one whatever version it applies with.</summary>
    public ManagerId? SameApplier(ManagerId applier) =>
        _entries.Keys.FirstOrDefault(id => (id with { ApiVersion = applier.ApiVersion }) == applier);

    /// <summary>Writes <c>metadata.managedFields</c> of an object.</summary>
    public void WriteTo(JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        if (_entries.Count == 0)
        {
            metadata.Remove("managedFields");
            return;
        }

        metadata["managedFields"] = new JsonArray([.. _entries
            .OrderBy(entry => entry.Key.Operation, StringComparer.Ordinal)
            .ThenBy(entry => entry.Value.Time, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Name, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.ApiVersion, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Subresource, StringComparer.Ordinal)
            .Select(entry => ToJson(entry.Key, entry.Value))]);
    }

    private static JsonObject ToJson(ManagerId id, Entry entry)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = id.ApiVersion,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = entry.Fields.ToJson(),
            ["manager"] = id.Name,
            ["operation"] = id.Operation,
        };
        if (id.Subresource.Length > 0)
        {
            json["subresource"] = id.Subresource;
        }

        if (entry.Time.Length > 0)
        {
            json["time"] = entry.Time;
        }

        return json;
    }

    private sealed record Entry(FieldSet Fields, string Time);
}
