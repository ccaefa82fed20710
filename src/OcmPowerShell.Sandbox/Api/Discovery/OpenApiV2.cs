using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>The OpenAPI v2 document: the schemas of all kinds.</summary>
internal static class OpenApiV2
{
    /// <summary>The document of some kinds.</summary>
    public static JsonObject Document(IEnumerable<ResourceDefinition> definitions) => new()
    {
        ["swagger"] = "2.0",
        ["info"] = new JsonObject { ["title"] = "OcmPowerShell sandbox", ["version"] = "unversioned" },
        ["paths"] = new JsonObject(),
        ["definitions"] = new JsonObject(definitions.Where(definition => definition.IsTyped || !definition.IsBuiltIn).Select(definition =>
        {
            JsonObject schema = SchemaJson.Write(definition.Schema);
            schema["x-kubernetes-group-version-kind"] = new JsonArray(OpenApiV3.Kind(definition.Type));
            return KeyValuePair.Create<string, JsonNode?>(OpenApiV3.SchemaName(definition.Type), schema);
        })),
    };
}
