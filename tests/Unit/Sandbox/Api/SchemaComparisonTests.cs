using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>Our schemas are written by hand; where OCM's own CRDs are at hand, they must say the same.</summary>
public sealed class SchemaComparisonTests
{
    // What a schema says besides its descriptions.
    private static readonly string[] Facts =
    [
        "type", "format", "enum", "default", "required", "pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum",
        "nullable", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-int-or-string",
        "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-validations",
    ];

    [Theory]
    [MemberData(nameof(UpstreamCrd.All), MemberType = typeof(UpstreamCrd))]
    public void Our_schema_says_what_the_upstream_definition_says(string group, string version, string plural)
    {
        JsonNode upstream = UpstreamCrd.Version(group, version, plural)["schema"]!["openAPIV3Schema"]!;

        SortedDictionary<string, string> theirs = Flatten(upstream);
        SortedDictionary<string, string> mine = Flatten(SchemaJson.Write(UpstreamCrd.Ours(group, version, plural).Schema));
        string[] differences = [.. theirs.Keys.Union(mine.Keys)
            .Where(path => theirs.GetValueOrDefault(path) != mine.GetValueOrDefault(path))
            .Select(path => $"{path}: ours {mine.GetValueOrDefault(path) ?? "nothing"}, upstream {theirs.GetValueOrDefault(path) ?? "nothing"}")];
        Assert.True(differences.Length == 0, string.Join('\n', differences));
        Assert.True(theirs.Count > 3);
    }

    [Theory]
    [MemberData(nameof(UpstreamCrd.All), MemberType = typeof(UpstreamCrd))]
    public void A_kind_has_the_names_scope_and_columns_of_the_upstream_definition(string group, string version, string plural)
    {
        JsonNode spec = UpstreamCrd.Definition(group, plural)["spec"]!;
        JsonNode upstream = UpstreamCrd.Version(group, version, plural);
        ResourceDefinition ours = UpstreamCrd.Ours(group, version, plural);

        Assert.Equal((string?)spec["names"]!["kind"], ours.Type.Kind);
        Assert.Equal((string?)spec["names"]!["singular"], ours.Singular);
        Assert.Equal((string?)spec["names"]!["listKind"], ours.ListKind);
        Assert.Equal((spec["names"]!["shortNames"] as JsonArray ?? []).Select(name => (string)name!), ours.Type.ShortNames);
        Assert.Equal((string?)spec["scope"] == "Namespaced", ours.Type.Namespaced);
        Assert.Equal(upstream["subresources"]?["status"] is not null, ours.Type.HasStatus);
        Assert.Equal((bool)upstream["storage"]!, ours.Storage is null);

        // Without columns of its own a custom resource shows its age.
        string[] columns = [.. (upstream["additionalPrinterColumns"] as JsonArray ?? [new JsonObject { ["name"] = "Age", ["type"] = "date", ["jsonPath"] = ".metadata.creationTimestamp" }])
            .Select(column => $"{column!["name"]}|{column["type"]}|{column["jsonPath"]}|{column["description"]}")];
        Assert.Equal(columns, ours.Columns.Select(column => $"{column.Name}|{column.Type}|{column.Path}|{column.Description}"));
    }

    private static SortedDictionary<string, string> Flatten(JsonNode schema)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(schema, string.Empty, facts);
        return facts;
    }

    private static void Flatten(JsonNode schema, string path, SortedDictionary<string, string> facts)
    {
        facts[path] = string.Join(' ', Facts.Where(fact => schema[fact] is not null).Select(fact => $"{fact}={Fact(fact, schema[fact]!)}"));
        foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? [])
        {
            // The server's own metadata schema stands for the bare "object" of every definition.
            if (path.Length > 0 || name != "metadata")
            {
                Flatten(property!, $"{path}.{name}", facts);
            }
        }

        if (schema["items"] is JsonObject items)
        {
            Flatten(items, $"{path}[]", facts);
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            Flatten(values, $"{path}.*", facts);
        }
    }

    private static string Fact(string name, JsonNode value) => value switch
    {
        JsonArray list when name is "required" or "enum" => string.Join(',', list.Select(item => (string)item!).Order(StringComparer.Ordinal)),
        JsonArray rules when name == "x-kubernetes-validations" => string.Join(',', rules.Select(rule => $"{rule!["rule"]}|{rule["message"]}")),
        _ => value.ToJsonString(),
    };
}
