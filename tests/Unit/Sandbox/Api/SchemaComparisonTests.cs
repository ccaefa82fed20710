using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Yaml;
using OcmPowerShell.Sandbox.Kinds;
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
    [InlineData("work.open-cluster-management.io", "manifestworks")]
    [InlineData("cluster.open-cluster-management.io", "managedclusters")]
    public void Our_schema_says_what_the_upstream_definition_says(string group, string plural)
    {
        string? folder = Environment.GetEnvironmentVariable("OCM_CRDS") ?? SharedReference.Find("crds");
        Assert.SkipWhen(folder is null || !Directory.Exists(folder), "OCM's CRDs are not at hand (OCM_CRDS names their folder)");

        JsonNode definition = Directory.EnumerateFiles(folder, "*.yaml")
            .SelectMany(file => YamlText.Read(File.ReadAllText(file)))
            .Select(document => JsonNode.Parse(document.Json.Span)!)
            .Single(document => (string?)document["spec"]?["group"] == group && (string?)document["spec"]?["names"]?["plural"] == plural);
        JsonNode upstream = definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
        SchemaNode ours = OcmKinds.Hub(TimeProvider.System).Single(kind => kind.Type.Group == group && kind.Type.Plural == plural).Schema;

        SortedDictionary<string, string> theirs = Flatten(upstream);
        SortedDictionary<string, string> mine = Flatten(SchemaJson.Write(ours));
        string[] differences = [.. theirs.Keys.Union(mine.Keys)
            .Where(path => theirs.GetValueOrDefault(path) != mine.GetValueOrDefault(path))
            .Select(path => $"{path}: ours {mine.GetValueOrDefault(path) ?? "nothing"}, upstream {theirs.GetValueOrDefault(path) ?? "nothing"}")];
        Assert.True(differences.Length == 0, string.Join('\n', differences));
        Assert.True(theirs.Count > 30);
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
