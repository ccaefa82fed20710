using System.Text.Json;

namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Reads a Kubernetes list item by item as its bytes arrive: memory holds one item, not the list. The list's own
/// metadata may stand before or after the items.
/// </summary>
internal sealed class ListReader : IDisposable
{
    private readonly ByteWindow _window;
    private JsonReaderState _state = new(JsonDepth.Reader);
    private Place _place = Place.Outside;
    private bool _hasItems;
    private bool _done;

    public ListReader(Stream stream) => _window = new ByteWindow(stream);

    private enum Place
    {
        Outside,
        InList,
        AtItems,
        InItems,
        AtMetadata,
        AtOther,
    }

    /// <summary>The item last read; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Item { get; private set; }

    /// <summary>The list's resourceVersion, once all has been read.</summary>
    public string ResourceVersion { get; private set; } = "";

    /// <summary>The token for the next page, once all has been read; null when this was the last.</summary>
    public string? Continue { get; private set; }

    /// <summary>Moves to the next item; false at the end of the list.</summary>
    /// <exception cref="JsonException">The answer is not a list, or is cut off.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_done)
        {
            if (TryNextItem())
            {
                return true;
            }

            if (!_done && !await _window.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new JsonException("The list is cut off.");
            }
        }

        await ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    public void Dispose() => _window.Dispose();

    // Only an answer that has been read to its end leaves its connection to the next request. What comes after a list is a
    // line break at most; a server that has more to say is not listened to.
    private async ValueTask ReadToEndAsync(CancellationToken cancellationToken)
    {
        for (int reads = 0; reads < 3 && !_window.Ended; reads++)
        {
            _window.Use(_window.Unused.Length);
            await _window.FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryNextItem()
    {
        ReadOnlyMemory<byte> unused = _window.Unused;
        var reader = new Utf8JsonReader(unused.Span, isFinalBlock: false, _state);
        (int Used, JsonReaderState State) last = (0, _state);
        bool found = false;
        while (!found && !_done && TryStep(ref reader, unused, out found))
        {
            last = ((int)reader.BytesConsumed, reader.CurrentState);
        }

        // A step that ran out of bytes is taken again, whole, when there are more.
        _window.Use(last.Used);
        _state = last.State;
        return found;
    }

    private bool TryStep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes, out bool found)
    {
        found = false;
        Place before = _place;
        if (!reader.Read())
        {
            return false;
        }

        switch (_place)
        {
            case Place.Outside when reader.TokenType == JsonTokenType.StartObject:
                _place = Place.InList;
                break;
            case Place.InList when reader.TokenType == JsonTokenType.EndObject:
                _done = _hasItems ? true : throw new JsonException("The answer has no items: it is not a list.");
                break;
            case Place.InList:
                _place = reader.ValueTextEquals("items"u8) ? Place.AtItems
                    : reader.ValueTextEquals("metadata"u8) ? Place.AtMetadata
                    : Place.AtOther;
                break;
            case Place.AtItems:
                _hasItems = true;
                _place = reader.TokenType switch
                {
                    JsonTokenType.StartArray => Place.InItems,
                    JsonTokenType.Null => Place.InList,
                    _ => throw new JsonException("The list's items are not an array."),
                };
                break;
            case Place.InItems when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.InList;
                break;
            case Place.InItems when reader.TokenType == JsonTokenType.Null:
                break;
            case Place.InItems:
                return TryTake(ref reader, bytes, ref found);
            case Place.AtMetadata:
                return TryReadMetadata(ref reader, bytes, before);
            case Place.AtOther:
                return TrySkip(ref reader, before);
            default:
                throw new JsonException("The answer is not a list.");
        }

        return true;
    }

    private bool TryTake(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes, ref bool found)
    {
        int start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        Item = bytes[start..(int)reader.BytesConsumed];
        found = true;
        return true;
    }

    private bool TryReadMetadata(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes, Place before)
    {
        int start = (int)reader.TokenStartIndex;
        if (!TrySkip(ref reader, before))
        {
            return false;
        }

        using JsonDocument metadata = JsonDocument.Parse(bytes[start..(int)reader.BytesConsumed]);
        if (metadata.RootElement.ValueKind == JsonValueKind.Object)
        {
            ResourceVersion = ApiText.Of(metadata.RootElement, "resourceVersion");
            Continue = ApiText.Of(metadata.RootElement, "continue") is { Length: > 0 } token ? token : null;
        }

        return true;
    }

    private bool TrySkip(ref Utf8JsonReader reader, Place before)
    {
        bool whole = reader.TrySkip();
        _place = whole ? Place.InList : before;
        return whole;
    }
}
