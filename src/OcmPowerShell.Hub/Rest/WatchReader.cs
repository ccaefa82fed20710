using System.Text;
using System.Text.Json;

namespace OcmPowerShell.Hub.Rest;

/// <summary>Reads the events of a watch: one JSON object a line, of any length.</summary>
/// <param name="stream">The answer.</param>
/// <param name="refusal">What to throw of an <c>ERROR</c> event.</param>
internal sealed class WatchReader(Stream stream, Func<ApiStatus, HubException> refusal) : IDisposable
{
    private readonly ByteWindow _window = new(stream);
    private int _searched;

    /// <summary>The event last read.</summary>
    public RawWatchEvent Event { get; private set; }

    /// <summary>Moves to the next event; false when the server closed the watch.</summary>
    /// <exception cref="ApiStatusException">The server sent an <c>ERROR</c> event.</exception>
    /// <exception cref="JsonException">A line is not an event.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadOnlyMemory<byte> unused = _window.Unused;
            int end = unused.Span[_searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                ReadOnlyMemory<byte> line = unused[..(_searched + end)];
                _window.Use(line.Length + 1);
                _searched = 0;
                if (!line.Span.Trim(" \r\t"u8).IsEmpty)
                {
                    Event = Parse(line);
                    return true;
                }
            }
            else
            {
                _searched = unused.Length;
                if (!await _window.FillAsync(cancellationToken).ConfigureAwait(false))
                {
                    // A line cut off by a dying server is not an event: whoever watches goes on from the one before.
                    return false;
                }
            }
        }
    }

    public void Dispose() => _window.Dispose();

    private RawWatchEvent Parse(ReadOnlyMemory<byte> line)
    {
        string type = "";
        ReadOnlyMemory<byte> value = default;
        var reader = new Utf8JsonReader(line.Span, JsonDepth.Reader);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isType)
            {
                type = reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetString(reader.ValueSpan) : "";
            }

            reader.Skip();
            if (isObject)
            {
                value = line[start..(int)reader.BytesConsumed];
            }
        }

        if (type == "ERROR")
        {
            throw refusal(StatusReader.Parse(500, value.Span));
        }

        return type is "ADDED" or "MODIFIED" or "DELETED" or "BOOKMARK" && !value.IsEmpty
            ? new RawWatchEvent(type, value)
            : throw new JsonException("A line of the watch is not an event.");
    }
}
