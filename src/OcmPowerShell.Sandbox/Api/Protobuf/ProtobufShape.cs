using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Protobuf;

/// <summary>How the fields of a message are called and read. Fields that no client sends here are not listed, and are skipped.</summary>
internal sealed class ProtobufShape
{
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

    /// <summary>Reads a message as the JSON that says the same. What is empty is left out, as Go does.</summary>
    /// <exception cref="FormatException">The message is broken.</exception>
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
