using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Works;

/// <summary>Writes a ManifestWork's JSON.</summary>
internal static class WorkBody
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A whole object, for POST. Without a cluster it fits every namespace: the URL names it.</summary>
    public static byte[] Create(string name, WorkContent content, string? cluster = null) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", "work.open-cluster-management.io/v1");
        writer.WriteString("kind", "ManifestWork");
        writer.WriteStartObject("metadata");
        writer.WriteString("name", name);
        if (cluster is not null)
        {
            writer.WriteString("namespace", cluster);
        }

        WriteMap(writer, "labels", content.Labels!);
        WriteMap(writer, "annotations", WorkUpdate.WithFeedback(WorkEdit.To(content)).Where(pair => pair.Value is not null));
        writer.WriteEndObject();
        writer.WritePropertyName("spec");
        WriteSpec(writer, content);
        writer.WriteEndObject();
    });

    /// <summary>Writes the spec of a work, which is also what a replica set has as its template.</summary>
    /// <exception cref="HubException">Options cannot be used with the manifests, or with each other.</exception>
    public static void WriteSpec(Utf8JsonWriter writer, WorkContent content)
    {
        writer.WriteStartObject();
        WriteMembers(writer, WorkSettings.For(content.Manifests, content.Options));
        writer.WriteStartObject("workload");
        writer.WritePropertyName("manifests");
        content.Manifests.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of an object into the one that is begun.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, JsonObject value)
    {
        foreach ((string name, JsonNode? member) in value)
        {
            writer.WritePropertyName(name);
            if (member is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                member.WriteTo(writer);
            }
        }
    }

    /// <summary>Writes JSON with characters as they are: a manifest's text is not HTML.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes labels or annotations, where there are any; null takes one away.</summary>
    public static void WriteMap(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string?>> map)
    {
        bool started = false;
        foreach ((string key, string? value) in map)
        {
            if (!started)
            {
                writer.WriteStartObject(name);
                started = true;
            }

            writer.WriteString(key, value);
        }

        if (started)
        {
            writer.WriteEndObject();
        }
    }
}
