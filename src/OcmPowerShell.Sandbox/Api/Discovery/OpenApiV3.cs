using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>The OpenAPI v3 document of a group and version: as much as kubectl's apply, diff and explain read.</summary>
internal static class OpenApiV3
{
    private static readonly string[] PatchTypes = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];

    /// <summary>The document of some kinds.</summary>
    public static JsonObject Document(IEnumerable<ResourceDefinition> definitions)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject();
        foreach (ResourceDefinition definition in definitions)
        {
            AddPaths(paths, definition);
            JsonObject schema = SchemaJson.Write(definition.Schema);
            schema["x-kubernetes-group-version-kind"] = new JsonArray(Kind(definition.Type));
            schemas[SchemaName(definition.Type)] = schema;
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "OcmPowerShell sandbox", ["version"] = "unversioned" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    /// <summary>The name of a kind's schema: the group's domain backwards, the version and the kind.</summary>
    public static string SchemaName(ResourceType type) => type.Group.Length == 0
        ? $"io.k8s.api.core.{type.Version}.{type.Kind}"
        : $"{string.Join('.', Enumerable.Reverse(type.Group.Split('.')))}.{type.Version}.{type.Kind}";

    /// <summary>A kind as the extensions of operations and schemas name it.</summary>
    public static JsonObject Kind(ResourceType type) => new() { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind };

    private static void AddPaths(JsonObject paths, ResourceDefinition definition)
    {
        ResourceType type = definition.Type;
        string root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.ApiVersion}";
        string scope = type.Namespaced ? "/namespaces/{namespace}" : string.Empty;
        paths[$"{root}{scope}/{type.Plural}"] = new JsonObject
        {
            ["get"] = Operation(type, "list", []),
            ["post"] = Operation(type, "post", ["dryRun", "fieldManager", "fieldValidation"]),
        };
        IEnumerable<string> patchTypes = definition.IsTyped ? PatchTypes.Append("application/strategic-merge-patch+json") : PatchTypes;
        JsonObject patch = Operation(type, "patch", ["dryRun", "fieldManager", "fieldValidation", "force"]);
        patch["requestBody"] = new JsonObject
        {
            ["content"] = new JsonObject(patchTypes.Select(media => KeyValuePair.Create<string, JsonNode?>(media, new JsonObject()))),
        };
        paths[$"{root}{scope}/{type.Plural}/{{name}}"] = new JsonObject
        {
            ["get"] = Operation(type, "get", []),
            ["put"] = Operation(type, "put", ["dryRun", "fieldManager", "fieldValidation"]),
            ["delete"] = Operation(type, "delete", ["dryRun"]),
            ["patch"] = patch,
        };
    }

    private static JsonObject Operation(ResourceType type, string action, string[] parameters) => new()
    {
        ["operationId"] = $"{action}{type.Version}{type.Kind}",
        ["parameters"] = new JsonArray([.. parameters.Select(name => new JsonObject
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string", ["uniqueItems"] = true },
        })]),
        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = Kind(type),
    };
}
