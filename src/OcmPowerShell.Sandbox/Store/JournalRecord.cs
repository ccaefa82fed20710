using System.Buffers;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>What the lines of a journal say, in JSON.</summary>
internal static class JournalRecord
{
    /// <summary>The first line. Whoever changes what the lines mean raises the number.</summary>
    public static ReadOnlySpan<byte> Header => """{"format":"ocm-sandbox-state/1"}"""u8;

    /// <summary>Stored objects nest a little less deep than this.</summary>
    public static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = JsonText.MaxDepth + 32 };

    /// <summary>An object is there, or changed.</summary>
    public static ReadOnlySpan<byte> Put(string store, string kind, ReadOnlyMemory<byte> value) => Write(writer =>
    {
        writer.WriteString("put", store);
        writer.WriteString("kind", kind);
        writer.WritePropertyName("object");
        writer.WriteRawValue(value.Span, skipInputValidation: true);
    });

    /// <summary>An object is gone.</summary>
    public static ReadOnlySpan<byte> Remove(string store, in JournalKey key, long version)
    {
        (string kind, string @namespace, string name) = key;
        return Write(writer =>
        {
            writer.WriteString("remove", store);
            writer.WriteString("kind", kind);
            writer.WriteString("namespace", @namespace);
            writer.WriteString("name", name);
            writer.WriteNumber("version", version);
        });
    }

    /// <summary>How far a store's versions had come.</summary>
    public static ReadOnlySpan<byte> Version(string store, long version) => Write(writer =>
    {
        writer.WriteString("store", store);
        writer.WriteNumber("version", version);
    });

    /// <summary>What the owner of the journal wants to know again.</summary>
    public static ReadOnlySpan<byte> Owner(JsonElement owner) => Write(writer =>
    {
        writer.WritePropertyName("owner");
        owner.WriteTo(writer);
    });

    private static ReadOnlySpan<byte> Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = JsonText.Writer(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }
}
