using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;

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

        WriteMap(writer, "labels", content.Labels);
        WriteMap(writer, "annotations", content.Annotations);
        writer.WriteEndObject();
        writer.WriteStartObject("spec");
        JsonArray configs = DefaultFeedback.For(content.Manifests);
        if (configs.Count > 0)
        {
            writer.WritePropertyName("manifestConfigs");
            configs.WriteTo(writer);
        }

        writer.WriteStartObject("workload");
        writer.WritePropertyName("manifests");
        content.Manifests.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

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

    public static void WriteMap(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>> map)
    {
        bool started = false;
        foreach ((string key, string value) in map)
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
