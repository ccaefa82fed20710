using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.CustomResources;

/// <summary>Reads how a kind is served off its CustomResourceDefinition.</summary>
internal static class CrdReader
{
    private static readonly IAdmission[] Terminating = [new TerminatingAdmission()];

    /// <summary>The versions that are served.</summary>
    public static IReadOnlyList<ResourceDefinition> Served(JsonObject crd)
    {
        JsonObject[] versions = [.. (crd.Object("spec").Array("versions") ?? []).OfType<JsonObject>()];
        JsonObject? stored = Array.Find(versions, version => IsSet(version, "storage"));
        if (stored is null)
        {
            return [];
        }

        ResourceDefinition storage = Definition(crd, stored);
        return [.. versions
            .Where(version => IsSet(version, "served"))
            .Select(version => ReferenceEquals(version, stored) ? storage : Definition(crd, version) with { Storage = storage })];
    }

    private static ResourceDefinition Definition(JsonObject crd, JsonObject version)
    {
        JsonObject? spec = crd.Object("spec");
        JsonObject? names = spec.Object("names");
        string kind = names.Text("kind") ?? string.Empty;
        JsonObject? schema = version.Object("schema").Object("openAPIV3Schema");
        var definition = new ResourceDefinition
        {
            Type = new ResourceType(
                spec.Text("group") ?? string.Empty,
                version.Text("name") ?? string.Empty,
                kind,
                names.Text("plural") ?? string.Empty,
                spec.Text("scope") == "Namespaced")
            {
                ShortNames = names.Texts("shortNames"),
                HasStatus = version.Object("subresources").Object("status") is not null,
            },
            Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
            ListKind = names.Text("listKind") ?? $"{kind}List",
            Categories = names.Texts("categories"),
            Subresources = version.Object("subresources").Object("scale") is JsonObject scale ? [Scale(scale)] : [],
            SelectableFields = [.. (version.Array("selectableFields") ?? []).OfType<JsonObject>().Select(field => field.Text("jsonPath")?.TrimStart('.') ?? string.Empty)],
            IsCustom = true,
            HasChangingSchema = true,
            Admission = crd.Metadata().ContainsKey("deletionTimestamp") ? Terminating : [],
        };
        definition = schema is null ? definition : definition with { Schema = SchemaReader.ReadRoot(schema) };
        return version.Array("additionalPrinterColumns") is { Count: > 0 } columns
            ? definition with { Columns = [.. columns.OfType<JsonObject>().Select(Column)] }
            : definition;
    }

    private static ScaleSubresource Scale(JsonObject scale) => new(
        PathOf(scale.Text("specReplicasPath") ?? string.Empty),
        PathOf(scale.Text("statusReplicasPath") ?? string.Empty),
        scale.Text("labelSelectorPath") is { Length: > 0 } selector ? PathOf(selector) : null);

    private static string[] PathOf(string jsonPath) => jsonPath.TrimStart('.').Split('.');

    private static PrinterColumn Column(JsonObject column) =>
        new(column.Text("name") ?? string.Empty, column.Text("type") ?? "string", column.Text("jsonPath") ?? string.Empty)
        {
            Description = column.Text("description") ?? string.Empty,
            Priority = (int)Math.Clamp(column.Whole("priority") ?? 0, 0, int.MaxValue),
        };

    private static bool IsSet(JsonObject version, string flag) => version[flag] is JsonValue value && value.GetValueKind() == JsonValueKind.True;
}
