using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Protobuf;

/// <summary>How the fields of a message are called and read. A field that is not listed may only be there with nothing in it.</summary>
internal sealed class ProtobufShape
{
    private static readonly ProtobufShape QuantityShape = new ProtobufShape().Text(1, "string");

    private static readonly ProtobufShape NumberOrTextShape = new ProtobufShape().Number(1, "type").Number(2, "number").Text(3, "text");

    private readonly Dictionary<int, (string Name, Kind Kind, ProtobufShape? Shape)> _fields = [];

    private enum Kind
    {
        Text,
        Texts,
        Number,
        Flag,
        Time,
        TextMap,
        Message,
        Messages,
        Bytes,
        BytesMap,
        NumberIfThere,
        NumberOrText,
        Quantities,
        MessageMap,
        Ignored,
    }

    /// <summary>A text.</summary>
    public ProtobufShape Text(int field, string name) => Add(field, name, Kind.Text);

    /// <summary>A list of texts.</summary>
    public ProtobufShape Texts(int field, string name) => Add(field, name, Kind.Texts);

    /// <summary>A whole number.</summary>
    public ProtobufShape Number(int field, string name) => Add(field, name, Kind.Number);

    /// <summary>True or false.</summary>
    public ProtobufShape Flag(int field, string name) => Add(field, name, Kind.Flag);

    /// <summary>A moment.</summary>
    public ProtobufShape Time(int field, string name) => Add(field, name, Kind.Time);

    /// <summary>A map of texts.</summary>
    public ProtobufShape TextMap(int field, string name) => Add(field, name, Kind.TextMap);

    /// <summary>A message of its own.</summary>
    public ProtobufShape Message(int field, string name, ProtobufShape shape) => Add(field, name, Kind.Message, shape);

    /// <summary>A list of messages.</summary>
    public ProtobufShape Messages(int field, string name, ProtobufShape shape) => Add(field, name, Kind.Messages, shape);

    /// <summary>Bytes, which JSON has in base64.</summary>
    public ProtobufShape Bytes(int field, string name) => Add(field, name, Kind.Bytes);

    /// <summary>A map of bytes.</summary>
    public ProtobufShape BytesMap(int field, string name) => Add(field, name, Kind.BytesMap);

    /// <summary>A whole number that may be missing, so that 0 says something.</summary>
    public ProtobufShape NumberIfThere(int field, string name) => Add(field, name, Kind.NumberIfThere);

    /// <summary>A number or a text.</summary>
    public ProtobufShape NumberOrText(int field, string name) => Add(field, name, Kind.NumberOrText);

    /// <summary>A map of quantities.</summary>
    public ProtobufShape Quantities(int field, string name) => Add(field, name, Kind.Quantities);

    /// <summary>A map of lists of texts.</summary>
    public ProtobufShape TextsMap(int field, string name) => Add(field, name, Kind.MessageMap, new ProtobufShape().Texts(1, "items"));

    /// <summary>A field that the server does not take from clients, as the status of a new object.</summary>
    public ProtobufShape Ignored(int field) => Add(field, string.Empty, Kind.Ignored);

    /// <summary>Reads a message as the JSON that says the same. What is empty is left out, as Go does.</summary>
    /// <exception cref="FormatException">The message is broken.</exception>
    /// <exception cref="NotSupportedException">It has a field that is not listed.</exception>
    public JsonObject Read(ReadOnlySpan<byte> message)
    {
        var value = new JsonObject();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (_fields.TryGetValue(reader.Field, out (string Name, Kind Kind, ProtobufShape? Shape) field))
            {
                Set(value, field.Name, field.Kind, field.Shape, reader);
            }
            else if (!reader.Bytes.IsEmpty || reader.Number != 0)
            {
                // Leaving it out would be a lie.
                throw new NotSupportedException();
            }
        }

        return value;
    }

    private static void Set(JsonObject value, string name, Kind kind, ProtobufShape? shape, ProtobufReader reader)
    {
        switch (kind)
        {
            case Kind.Text when !reader.Bytes.IsEmpty:
                value[name] = Encoding.UTF8.GetString(reader.Bytes);
                break;
            case Kind.Texts:
                JsonArray texts = value[name] as JsonArray ?? [];
                texts.Add(Encoding.UTF8.GetString(reader.Bytes));
                Attach(value, name, texts);
                break;
            case Kind.Number when reader.Number != 0:
                value[name] = reader.Number;
                break;
            case Kind.Flag when reader.Number != 0:
                value[name] = true;
                break;
            case Kind.Time:
                SetTime(value, name, reader.Bytes);
                break;
            case Kind.NumberIfThere:
                value[name] = reader.Number;
                break;
            case Kind.Bytes when !reader.Bytes.IsEmpty:
                value[name] = Convert.ToBase64String(reader.Bytes);
                break;
            case Kind.Messages:
                JsonArray messages = value[name] as JsonArray ?? [];
                messages.Add(shape!.Read(reader.Bytes));
                Attach(value, name, messages);
                break;
            case Kind.NumberOrText:
                value[name] = NumberOrText(reader.Bytes);
                break;
            case Kind.BytesMap or Kind.Quantities or Kind.MessageMap:
                JsonObject entries = value[name] as JsonObject ?? [];
                SetEntry(entries, kind, shape, reader.Bytes);
                Attach(value, name, entries);
                break;
            case Kind.TextMap:
                JsonObject map = value[name] as JsonObject ?? [];
                (string key, string text) = Entry(reader.Bytes);
                map[key] = text;
                Attach(value, name, map);
                break;
            case Kind.Message:
                value[name] = shape!.Read(reader.Bytes);
                break;
        }
    }

    private static void Attach(JsonObject value, string name, JsonNode collection)
    {
        if (collection.Parent is null)
        {
            value[name] = collection;
        }
    }

    private static void SetTime(JsonObject value, string name, ReadOnlySpan<byte> message)
    {
        const int Seconds = 1;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == Seconds && reader.Number is > 0 and < 253402300800)
            {
                value[name] = DateTimeOffset.FromUnixTimeSeconds(reader.Number).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            }
        }
    }

    private static void SetEntry(JsonObject entries, Kind kind, ProtobufShape? shape, ReadOnlySpan<byte> message)
    {
        string key = string.Empty;
        ReadOnlySpan<byte> content = default;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                key = Encoding.UTF8.GetString(reader.Bytes);
            }
            else if (reader.Field == 2)
            {
                content = reader.Bytes;
            }
        }

        entries[key] = kind switch
        {
            Kind.BytesMap => Convert.ToBase64String(content),
            Kind.Quantities => QuantityShape.Read(content)["string"]?.DeepClone(),
            _ => shape!.Read(content)["items"]?.DeepClone() ?? new JsonArray(),
        };
    }

    private static JsonNode NumberOrText(ReadOnlySpan<byte> message)
    {
        JsonObject value = NumberOrTextShape.Read(message);
        return value["type"] is null ? value["number"]?.DeepClone() ?? 0L : value["text"]?.DeepClone() ?? string.Empty;
    }

    private static (string Key, string Text) Entry(ReadOnlySpan<byte> message)
    {
        string key = string.Empty;
        string text = string.Empty;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                key = Encoding.UTF8.GetString(reader.Bytes);
            }
            else if (reader.Field == 2)
            {
                text = Encoding.UTF8.GetString(reader.Bytes);
            }
        }

        return (key, text);
    }

    private ProtobufShape Add(int field, string name, Kind kind, ProtobufShape? shape = null)
    {
        _fields.Add(field, (name, kind, shape));
        return this;
    }
}
