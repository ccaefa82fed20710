using System.Text.Json;

namespace OcmPowerShell.Sandbox.Api.Rendering;

/// <summary>An object without all but its metadata: <c>PartialObjectMetadata</c>.</summary>
internal static class MetadataOnly
{
    /// <summary>Writes the metadata of an object.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value, string metaVersion)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "PartialObjectMetadata");
        writer.WriteString("apiVersion", $"meta.k8s.io/{metaVersion}");
        writer.WritePropertyName("metadata");
        value.GetProperty("metadata").WriteTo(writer);
        writer.WriteEndObject();
    }
}
