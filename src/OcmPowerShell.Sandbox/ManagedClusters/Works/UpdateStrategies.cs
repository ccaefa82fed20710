using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>
/// The ways of <c>updateStrategy</c> to bring an object to what its manifest asks for. The ignoreFields of
/// ServerSideApply are not simulated.
/// </summary>
internal sealed class UpdateStrategies(IResourceClient cluster)
{
    private const int Attempts = 8;

    /// <summary>Applies a manifest.</summary>
    /// <returns>The object on the cluster, or null where the strategy writes nothing.</returns>
    /// <exception cref="ApiException">The cluster refuses it.</exception>
    public JsonObject? Apply(UpdateStrategy strategy, ResourceType type, ResourceMeta meta, JsonObject required, Ownership owner)
    {
        if (strategy.Type == ManifestConfig.ReadOnly)
        {
            return null;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (strategy.Type == ManifestConfig.ServerSideApply)
                {
                    return Own(type, meta, ApplyFields(strategy, type, meta, required), owner);
                }

                var existing = cluster.Get(type, NamespaceOf(meta), meta.Name);
                return existing is null ? Create(type, meta, required, owner)
                    : strategy.Type == ManifestConfig.CreateOnly ? Own(type, meta, existing, owner)
                    : Update(type, meta, existing, required, owner);
            }
            catch (ApiException error) when (error.IsConflict() && attempt < Attempts)
            {
                // The cluster's own controllers write to the same objects.
            }
        }
    }

    private JsonObject ApplyFields(UpdateStrategy strategy, ResourceType type, ResourceMeta meta, JsonObject required)
    {
        var value = required.Copy();
        value.Remove("status");
        var metadata = value.Child("metadata");
        foreach (var name in new[] { "ownerReferences", "managedFields", "resourceVersion" })
        {
            metadata.Remove(name);
        }

        return cluster.Apply(type, NamespaceOf(meta), value, strategy.FieldManager, strategy.Force);
    }

    private JsonObject Create(ResourceType type, ResourceMeta meta, JsonObject required, Ownership owner)
    {
        var value = required.Copy();
        value.Remove("status");
        var metadata = value.Child("metadata");
        metadata.Remove("ownerReferences");
        DropRemovals(metadata, "labels");
        DropRemovals(metadata, "annotations");
        owner.WriteTo(value);
        return cluster.Create(type, NamespaceOf(meta), value);
    }

    private JsonObject Own(ResourceType type, ResourceMeta meta, JsonObject existing, Ownership owner) =>
        owner.WriteTo(existing) ? cluster.Update(type, NamespaceOf(meta), existing) : existing;

    private JsonObject Update(ResourceType type, ResourceMeta meta, JsonObject existing, JsonObject required, Ownership owner)
    {
        var value = existing.Copy();
        owner.WriteTo(value);
        Merge(value.Child("metadata"), required.ObjectAt("metadata"), "labels");
        Merge(value.Child("metadata"), required.ObjectAt("metadata"), "annotations");

        // All of the object but metadata and status becomes what the manifest says. A namespace has nothing else to say.
        if (type.Kind != "Namespace" || type.Group.Length > 0)
        {
            foreach (var name in value.Select(member => member.Key).Except(["metadata", "status"]).ToList())
            {
                value.Remove(name);
            }

            foreach (var (name, member) in required.Where(member => member.Key is not ("metadata" or "status")))
            {
                value[name] = member?.DeepClone();
            }
        }

        return JsonEquality.Same(value, existing) ? existing : cluster.Update(type, NamespaceOf(meta), value);
    }

    /// <summary>Adds labels or annotations to those of others; a key that ends in <c>-</c> takes the one before it away.</summary>
    private static void Merge(JsonObject metadata, JsonObject? required, string member)
    {
        if (required.ObjectAt(member) is not { Count: > 0 } wanted)
        {
            return;
        }

        var entries = metadata.Child(member);
        foreach (var (key, entry) in wanted)
        {
            if (key.EndsWith('-'))
            {
                entries.Remove(key[..^1]);
            }
            else
            {
                entries[key] = entry?.DeepClone();
            }
        }

        if (entries.Count == 0)
        {
            metadata.Remove(member);
        }
    }

    private static void DropRemovals(JsonObject metadata, string member)
    {
        if (metadata.ObjectAt(member) is { } entries)
        {
            foreach (var key in entries.Select(entry => entry.Key).Where(key => key.EndsWith('-')).ToList())
            {
                entries.Remove(key);
            }
        }
    }

    private static string? NamespaceOf(ResourceMeta meta) => meta.Namespace.Length > 0 ? meta.Namespace : null;
}
