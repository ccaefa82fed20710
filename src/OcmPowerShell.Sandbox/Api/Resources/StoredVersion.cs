using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>A kind may be served in several versions, but its objects are stored in one.</summary>
internal static class StoredVersion
{
    /// <summary>A stored object as this version shows it.</summary>
    public static StoredObject Served(this ResourceDefinition definition, StoredObject stored)
    {
        if (!IsRead(definition))
        {
            return stored;
        }

        JsonObject value = stored.ToJson();
        definition.MakeServed(value);
        return StoredObject.From(value, stored.Version);
    }

    /// <summary>A stored object as this version shows it, changed in place.</summary>
    public static void MakeServed(this ResourceDefinition definition, JsonObject value)
    {
        if (!IsRead(definition))
        {
            return;
        }

        definition.Conversion?.FromStored(value);
        value["apiVersion"] = definition.Type.ApiVersion;
        SchemaConformance.Prune(definition.Schema, value, new List<string>());
        SchemaConformance.FillDefaults(definition.Schema, value);
    }

    /// <summary>An object of this version as it is stored, changed in place.</summary>
    public static void MakeStored(this ResourceDefinition definition, JsonObject value)
    {
        if (definition.Storage is not ResourceDefinition storage)
        {
            return;
        }

        definition.Conversion?.ToStored(value);
        value["apiVersion"] = storage.Type.ApiVersion;
        SchemaConformance.Prune(storage.Schema, value, new List<string>());
        SchemaConformance.FillDefaults(storage.Schema, value);
    }

    private static bool IsRead(ResourceDefinition definition) => definition.Storage is not null || definition.HasChangingSchema;
}
