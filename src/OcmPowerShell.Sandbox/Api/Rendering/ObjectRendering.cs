using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Rendering;

/// <summary>Turns objects and lists into the bytes a client asked for. Whole objects are sent as they are stored.</summary>
/// <param name="definition">The kind.</param>
/// <param name="format">The form agreed with the client.</param>
/// <param name="included">What of the object goes with each row of a table.</param>
/// <param name="now">The moment that ages are counted to.</param>
internal sealed class ObjectRendering(ResourceDefinition definition, AnswerFormat format, string included, DateTimeOffset now)
{
    // Large enough that a chunk's cost does not count, small enough that a list of any size needs no more.
    private const int ChunkSize = 256 * 1024;

    private readonly TableLayout _table = new(definition, format, included, now);

    /// <summary>One object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="withColumns">Whether a table says its columns, too.</param>
    public ReadOnlyMemory<byte> Render(StoredObject value, bool withColumns = true) => format.Shape switch
    {
        AnswerShape.Whole => value.Json,
        AnswerShape.Metadata => Build(writer =>
        {
            using JsonDocument document = JsonText.ViewStored(value.Json);
            MetadataOnly.Write(writer, document.RootElement, format.MetaVersion);
        }),
        _ => Build(writer => WriteTable(writer, value.Version, string.Empty, null, [value], withColumns)),
    };

    /// <summary>How far a watch is, with no object to show.</summary>
    /// <param name="version">The version up to which everything has been said.</param>
    /// <param name="endsInitialEvents">Whether everything that was there when the watch began has been said.</param>
    public ReadOnlyMemory<byte> RenderBookmark(long version, bool endsInitialEvents = false) => format.Shape switch
    {
        AnswerShape.Table => Build(writer => WriteTable(writer, version, string.Empty, null, [], withColumns: false)),
        AnswerShape.Metadata => Bookmark($"meta.k8s.io/{format.MetaVersion}", "PartialObjectMetadata", version, endsInitialEvents),
        _ => Bookmark(definition.Type.ApiVersion, definition.Type.Kind, version, endsInitialEvents),
    };

    /// <summary>Sends a list.</summary>
    public async Task SendListAsync(IHttpResponse response, ListPage page, CancellationToken cancellationToken)
    {
        if (format.Shape == AnswerShape.Whole)
        {
            await SendWholeAsync(response, page, cancellationToken).ConfigureAwait(false);
            return;
        }

        ReadOnlyMemory<byte> json = Build(writer =>
        {
            if (format.Shape == AnswerShape.Table)
            {
                WriteTable(writer, page.Version, page.Continue, page.Remaining, page.Items, withColumns: true);
            }
            else
            {
                WriteMetadataList(writer, page);
            }
        });
        await response.SendFormattedAsync(200, format, json, cancellationToken).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (Utf8JsonWriter writer = JsonText.Writer(buffer))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Bookmark(string apiVersion, string kind, long version, bool endsInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (endsInitialEvents)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return JsonText.AsBuilt(new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = metadata });
    }

    private async Task SendWholeAsync(IHttpResponse response, ListPage page, CancellationToken cancellationToken)
    {
        byte[] head = Encoding.UTF8.GetBytes($"{{\"apiVersion\":\"{definition.Type.ApiVersion}\",\"items\":[");
        byte[] tail = [.. "],"u8, .. Tail(page).Span[1..], (byte)'\n'];
        long length = head.Length + tail.Length + page.Items.Sum(item => item.Json.Length + 1L);
        if (format.IsYaml || length <= ChunkSize)
        {
            var whole = new ArrayBufferWriter<byte>((int)length);
            whole.Write(head);
            for (int index = 0; index < page.Items.Count; index++)
            {
                Append(whole, page.Items[index], isFirst: index == 0);
            }

            whole.Write(tail);
            await response.SendFormattedAsync(200, format, whole.WrittenMemory, cancellationToken).ConfigureAwait(false);
            return;
        }

        await response.StartAsync(200, format.ContentType, cancellationToken).ConfigureAwait(false);
        var chunk = new ArrayBufferWriter<byte>(ChunkSize + (64 * 1024));
        chunk.Write(head);
        for (int index = 0; index < page.Items.Count; index++)
        {
            Append(chunk, page.Items[index], isFirst: index == 0);
            if (chunk.WrittenCount >= ChunkSize)
            {
                await response.WriteAsync(chunk.WrittenMemory, cancellationToken).ConfigureAwait(false);
                chunk.ResetWrittenCount();
            }
        }

        chunk.Write(tail);
        await response.WriteAsync(chunk.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private static void Append(ArrayBufferWriter<byte> target, StoredObject item, bool isFirst)
    {
        if (!isFirst)
        {
            target.Write(","u8);
        }

        target.Write(item.Json.Span);
    }

    private ReadOnlyMemory<byte> Tail(ListPage page) => Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("kind", definition.ListKind);
        WriteListMetadata(writer, page.Version, page.Continue, page.Remaining, saysNoContinue: true);
        writer.WriteEndObject();
    });

    private static void WriteListMetadata(Utf8JsonWriter writer, long version, string next, long? remaining, bool saysNoContinue)
    {
        writer.WriteStartObject("metadata");
        if (next.Length > 0 || saysNoContinue)
        {
            writer.WriteString("continue", next);
        }

        if (remaining is not null)
        {
            writer.WriteNumber("remainingItemCount", remaining.Value);
        }

        writer.WriteString("resourceVersion", version.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private void WriteTable(
        Utf8JsonWriter writer, long version, string next, long? remaining, IReadOnlyList<StoredObject> rows, bool withColumns)
    {
        writer.WriteStartObject();
        _table.WriteHead(writer);
        WriteListMetadata(writer, version, next, remaining, saysNoContinue: false);
        if (withColumns)
        {
            _table.WriteColumns(writer);
        }
        else
        {
            writer.WriteNull("columnDefinitions");
        }

        writer.WriteStartArray("rows");
        foreach (StoredObject row in rows)
        {
            _table.WriteRow(writer, row);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteMetadataList(Utf8JsonWriter writer, ListPage page)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "PartialObjectMetadataList");
        writer.WriteString("apiVersion", $"meta.k8s.io/{format.MetaVersion}");
        WriteListMetadata(writer, page.Version, page.Continue, page.Remaining, saysNoContinue: false);
        writer.WriteStartArray("items");
        foreach (StoredObject item in page.Items)
        {
            using JsonDocument document = JsonText.ViewStored(item.Json);
            MetadataOnly.Write(writer, document.RootElement, format.MetaVersion);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
