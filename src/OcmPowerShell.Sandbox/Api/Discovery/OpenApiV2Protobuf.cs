using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Protobuf;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>
/// The OpenAPI v2 document as protobuf, the only form kubectl before 1.24 or so takes: schemas for its validation and
/// explain, and for each kind one path that says a patch may be a dry run. The numbers are those of gnostic's message types.
/// </summary>
internal static class OpenApiV2Protobuf
{
    private static readonly string[] PatchParameters = ["dryRun", "fieldManager", "force"];

    /// <summary>The document of some kinds.</summary>
    public static byte[] Document(IReadOnlyList<ResourceDefinition> definitions) => new ProtobufWriter()
        .Text(1, "2.0")
        .Message(2, info => info.Text(1, "OcmPowerShell sandbox").Text(2, "unversioned"))
        .Message(8, paths =>
        {
            foreach (ResourceDefinition definition in definitions)
            {
                paths.Message(2, path => WritePath(path, definition.Type));
            }
        })
        .Message(9, schemas =>
        {
            // Kinds of which no more than the metadata is described are left out: old clients then check nothing of them.
            foreach (ResourceDefinition definition in definitions.Where(definition => definition.IsTyped || !definition.IsBuiltIn))
            {
                schemas.Message(1, schema => schema
                    .Text(1, OpenApiV3.SchemaName(definition.Type))
                    .Message(2, body =>
                    {
                        WriteSchema(body, definition.Schema);
                        body.Message(31, extension => WriteKind(extension, definition.Type, isList: true));
                    }));
            }
        })
        .ToArray();

    private static void WritePath(ProtobufWriter path, ResourceType type)
    {
        string root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.ApiVersion}";
        path.Text(1, $"{root}{(type.Namespaced ? "/namespaces/{namespace}" : string.Empty)}/{type.Plural}/{{name}}")
            .Message(2, item => item.Message(8, patch =>
            {
                patch.Text(5, $"patch{type.Version}{type.Kind}");
                foreach (string name in PatchParameters)
                {
                    patch.Message(8, parameter => parameter.Message(1, one => one.Message(2, nonBody => nonBody.Message(3, query => query
                        .Text(2, "query")
                        .Text(4, name)
                        .Text(6, "string")))));
                }

                patch.Message(13, extension => WriteKind(extension, type, isList: false));
            }));
    }

    private static void WriteSchema(ProtobufWriter target, SchemaNode schema)
    {
        target.Text(2, schema.Format).Text(4, schema.Description).Texts(19, schema.Required);
        if (schema.AdditionalProperties is not null)
        {
            target.Message(21, item => item.Message(1, value => WriteSchema(value, schema.AdditionalProperties)));
        }

        // What may be of several types has none here, so that old clients let it be.
        if (schema.Type is not null && !schema.IntOrString)
        {
            target.Message(22, type => type.Text(1, schema.Type));
        }

        if (schema.Items is not null)
        {
            target.Message(23, items => items.Message(1, item => WriteSchema(item, schema.Items)));
        }

        WriteText(target, "x-kubernetes-patch-merge-key", schema.PatchMergeKey);
        WriteText(target, "x-kubernetes-patch-strategy", schema.PatchStrategy);
        if (schema.Properties.Count > 0)
        {
            target.Message(25, properties =>
            {
                foreach ((string name, SchemaNode property) in schema.Properties)
                {
                    properties.Message(1, named => named.Text(1, name).Message(2, value => WriteSchema(value, property)));
                }
            });
        }
    }

    private static void WriteText(ProtobufWriter schema, string extension, string? text)
    {
        if (text is not null)
        {
            schema.Message(31, named => named.Text(1, extension).Message(2, value => value.Text(2, text)));
        }
    }

    private static void WriteKind(ProtobufWriter extension, ResourceType type, bool isList)
    {
        string kind = System.Text.Encoding.UTF8.GetString(JsonText.AsBuilt(OpenApiV3.Kind(type)));
        extension.Text(1, "x-kubernetes-group-version-kind").Message(2, value => value.Text(2, isList ? $"[{kind}]" : kind));
    }
}
