using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>One version of one object: the bytes that go on the wire, and what selecting needs to know of them.</summary>
internal sealed class StoredObject
{
    private static readonly FrozenDictionary<string, string> NoLabels = FrozenDictionary<string, string>.Empty;

    private StoredObject(string @namespace, string name, string uid, long version, IReadOnlyDictionary<string, string> labels, ReadOnlyMemory<byte> json)
    {
        Namespace = @namespace;
        Name = name;
        Uid = uid;
        Version = version;
        Labels = labels;
        Json = json;
    }

    /// <summary>The namespace; empty for cluster-scoped objects.</summary>
    public string Namespace { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary><c>metadata.uid</c>.</summary>
    public string Uid { get; }

    /// <summary><c>metadata.resourceVersion</c>.</summary>
    public long Version { get; }

    /// <summary><c>metadata.labels</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary><c>metadata.ownerReferences</c>.</summary>
    public IReadOnlyList<OwnerReference> Owners { get; private init; } = [];

    /// <summary>Whether it is being deleted and a finalizer of the garbage collector keeps it.</summary>
    public bool AwaitsCollector { get; private init; }

    /// <summary>The object as compact JSON in UTF-8 with member names in order.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Freezes an object under a version, which is written into it.</summary>
    public static StoredObject From(JsonObject value, long version)
    {
        JsonObject metadata = value.Metadata();
        metadata["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(
            metadata.Text("namespace") ?? string.Empty,
            metadata.Text("name") ?? string.Empty,
            metadata.Text("uid") ?? string.Empty,
            version,
            LabelsOf(metadata),
            JsonText.Sorted(value))
        {
            Owners = OwnersOf(metadata),
            AwaitsCollector = metadata.Text("deletionTimestamp") is not null
                && metadata.Texts("finalizers").Any(finalizer => finalizer is "orphan" or "foregroundDeletion"),
        };
    }

    /// <summary>Freezes an object that is not stored, as the answer to a dry run.</summary>
    /// <param name="value">The object.</param>
    /// <param name="version">The version it replaces; null where it would be new and so has none.</param>
    public static StoredObject Unsaved(JsonObject value, long? version)
    {
        if (version is not null)
        {
            return From(value, version.Value);
        }

        StoredObject frozen = From(value, 0);
        value.Metadata().Remove("resourceVersion");
        return new StoredObject(frozen.Namespace, frozen.Name, frozen.Uid, 0, frozen.Labels, JsonText.Sorted(value));
    }

    /// <summary>An object as it was stored before, from its JSON.</summary>
    public static StoredObject Restore(ReadOnlyMemory<byte> json)
    {
        JsonObject value = JsonText.ParseStored(json);
        return From(value, long.Parse(value.Metadata().Text("resourceVersion")!, CultureInfo.InvariantCulture));
    }

    /// <summary>Something that sorts where an object of this key would be.</summary>
    public static StoredObject Probe(string @namespace, string name) => new(@namespace, name, string.Empty, 0, NoLabels, default);

    /// <summary>A copy that may be changed.</summary>
    public JsonObject ToJson() => JsonText.ParseStored(Json);

    /// <summary>The same object under another version, as watchers see it in an event of that version.</summary>
    public StoredObject At(long version) => From(ToJson(), version);

    private static IReadOnlyList<OwnerReference> OwnersOf(JsonObject metadata) => metadata["ownerReferences"] is JsonArray { Count: > 0 } owners
        ? [.. owners.OfType<JsonObject>().Select(owner => new OwnerReference(
            owner.Text("apiVersion") ?? string.Empty,
            owner.Text("kind") ?? string.Empty,
            owner.Text("name") ?? string.Empty,
            owner.Text("uid") ?? string.Empty,
            owner["blockOwnerDeletion"] is JsonValue blocks && blocks.GetValueKind() == JsonValueKind.True))]
        : [];

    private static IReadOnlyDictionary<string, string> LabelsOf(JsonObject metadata)
    {
        if (metadata["labels"] is not JsonObject { Count: > 0 } labels)
        {
            return NoLabels;
        }

        var result = new Dictionary<string, string>(labels.Count, StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in labels)
        {
            if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String)
            {
                result[name] = text.GetValue<string>();
            }
        }

        return result;
    }
}
