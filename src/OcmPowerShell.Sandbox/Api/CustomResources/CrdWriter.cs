using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.CustomResources;

/// <summary>Writes the CustomResourceDefinition of a kind that this server knows by itself.</summary>
internal static class CrdWriter
{
    /// <summary>The name of a kind's definition.</summary>
    public static string NameOf(ResourceType type) => $"{type.Plural}.{type.Group}";

    /// <summary>The <c>spec</c> of the definition.</summary>
    /// <param name="versions">All versions of one kind.</param>
    public static JsonObject Spec(IReadOnlyList<ResourceDefinition> versions)
    {
        ResourceDefinition storage = versions.First(version => version.Storage is null);
        ResourceType type = storage.Type;
        return new JsonObject
        {
            ["conversion"] = new JsonObject { ["strategy"] = "None" },
            ["group"] = type.Group,
            ["names"] = Names(storage),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["versions"] = new JsonArray([.. versions.Select(Version)]),
        };
    }

    /// <summary>The names of a kind.</summary>
    public static JsonObject Names(ResourceDefinition definition)
    {
        ResourceType type = definition.Type;
        var names = new JsonObject
        {
            ["kind"] = type.Kind,
            ["listKind"] = definition.ListKind,
            ["plural"] = type.Plural,
            ["singular"] = definition.Singular,
        };
        if (type.ShortNames.Count > 0)
        {
            names["shortNames"] = Texts(type.ShortNames);
        }

        if (definition.Categories.Count > 0)
        {
            names["categories"] = Texts(definition.Categories);
        }

        return names;
    }

    private static JsonNode Version(ResourceDefinition definition)
    {
        JsonObject schema = SchemaJson.Write(definition.Schema);
        schema["properties"]!["metadata"] = new JsonObject { ["type"] = "object" };
        var version = new JsonObject
        {
            ["name"] = definition.Type.Version,
            ["served"] = true,
            ["storage"] = definition.Storage is null,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema },
        };
        if (definition.HasColumns)
        {
            version["additionalPrinterColumns"] = new JsonArray([.. definition.Columns.Select(Column)]);
        }

        if (definition.Type.HasStatus)
        {
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        return version;
    }

    private static JsonNode Column(PrinterColumn column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.Path };
        if (column.Description.Length > 0)
        {
            json["description"] = column.Description;
        }

        if (column.Priority > 0)
        {
            json["priority"] = column.Priority;
        }

        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
