using System.Text.Json;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>Puts an object's first members into the order in which people write them: a hub sends them by the alphabet, data before kind.</summary>
internal static class ManifestLayout
{
    private static readonly string[] Object = ["apiVersion", "kind", "metadata"];
    private static readonly string[] Metadata = ["name", "namespace"];

    /// <summary>The object with its members in order; nothing of what they hold is changed.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json, JsonDepth.Document);
        return document.RootElement.ValueKind != JsonValueKind.Object ? json : WorkBody.Write(writer => Write(writer, document.RootElement, Object, isObject: true));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, string[] first, bool isObject)
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in element.EnumerateObject().OrderBy(member => Array.IndexOf(first, member.Name) is >= 0 and int place ? place : first.Length))
        {
            writer.WritePropertyName(member.Name);
            if (isObject && member.NameEquals("metadata") && member.Value.ValueKind == JsonValueKind.Object)
            {
                Write(writer, member.Value, Metadata, isObject: false);
            }
            else
            {
                writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
    }
}
