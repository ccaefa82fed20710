using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OcmPowerShell.Hub.Yaml;

/// <summary>
/// Reads a text of one or more JSON objects without loading the YAML reader. YAML would take most of it too,
/// but not tabs or objects one after the other, and it would turn 1.50 into 1.5.
/// </summary>
internal sealed class JsonText
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly byte[] _text;
    private readonly List<NameSet> _names = [];
    private readonly List<string> _path = [];
    private int _counted;
    private int _lineStart;
    private int _line = 1;
    private int _values;

    private JsonText(byte[] text) => _text = text;

    /// <summary>Whether the text begins as a JSON object or array does; YAML's flow style begins so as well.</summary>
    public static bool BeginsAsJson(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];

    /// <summary>Whether a text that neither reader takes was more likely meant as JSON.</summary>
    public static bool IsMeantAsJson(string text)
    {
        ReadOnlySpan<char> content = text.AsSpan().TrimStart();
        ReadOnlySpan<char> behind = content[1..].TrimStart();
        return content[0] == '{' ? behind is [] or ['"' or '}', ..] : behind is [] or ['"' or '{' or '[' or ']', ..];
    }

    /// <summary>Reads the objects. False when this is not JSON, and why; it may still be YAML.</summary>
    /// <exception cref="YamlSyntaxException">It is JSON, but a name comes twice in one object, or a limit is exceeded.</exception>
    public static bool TryRead(string text, out IReadOnlyList<YamlDocument> documents, out YamlSyntaxException? fault)
    {
        var list = new List<YamlDocument>();
        documents = list;
        var reading = new JsonText(Encoding.UTF8.GetBytes(text));
        int at = 0;
        try
        {
            while ((at = reading.SkipSpace(at)) < reading._text.Length)
            {
                list.Add(reading.ReadOne(ref at));
            }

            fault = null;
            return true;
        }
        catch (JsonException error)
        {
            fault = reading.FaultOf(error, at);
            return false;
        }
    }

    private int SkipSpace(int at)
    {
        while (true)
        {
            int step = _text.AsSpan(at).IndexOfAnyExcept(" \t\r\n"u8);
            at = step < 0 ? _text.Length : at + step;

            // kubectl takes YAML's separator between JSON objects.
            if (!_text.AsSpan(at).StartsWith("---"u8) || (at > 0 && _text[at - 1] != '\n'))
            {
                return at;
            }

            at += 3;
        }
    }

    private YamlDocument ReadOne(ref int start)
    {
        var reader = new Utf8JsonReader(_text.AsSpan(start), new JsonReaderOptions { MaxDepth = YamlLimits.Depth + 1 });
        int line = LineAt(start);
        List<int>? itemLines = null;
        int itemDepth = -1;
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Compact))
        {
            while (reader.Read())
            {
                int place = start + (int)reader.TokenStartIndex;
                if (itemDepth >= 0 && reader.CurrentDepth == itemDepth + 1 && BeginsValue(reader.TokenType))
                {
                    itemLines!.Add(LineAt(place));
                }
                else if (reader.TokenType == JsonTokenType.StartArray && itemLines is null && HoldsItems(reader.CurrentDepth))
                {
                    itemLines = [];
                    itemDepth = reader.CurrentDepth;
                }
                else if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == itemDepth)
                {
                    itemDepth = -1;
                }

                Copy(ref reader, json, place);
                if (reader.CurrentDepth == 0 && !BeginsValue(reader.TokenType))
                {
                    break;
                }
            }
        }

        start += (int)reader.BytesConsumed;
        return new YamlDocument(output.WrittenMemory, line, (IReadOnlyList<int>?)itemLines ?? []);
    }

    private void Copy(ref Utf8JsonReader reader, Utf8JsonWriter json, int place)
    {
        if (++_values > YamlLimits.Nodes)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"The text has more than {YamlLimits.Nodes:N0} values."), place);
        }

        if (reader.CurrentDepth >= YamlLimits.Depth && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            throw Fault($"Values are nested more than {YamlLimits.Depth} deep.", place);
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                NamesAt(reader.CurrentDepth).Clear();
                json.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                json.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                json.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                json.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                WriteName(TextOf(ref reader, place), reader.CurrentDepth, json, place);
                break;
            case JsonTokenType.String when !reader.ValueIsEscaped:
                json.WriteStringValue(reader.ValueSpan);
                break;
            case JsonTokenType.String:
                json.WriteStringValue(TextOf(ref reader, place));
                break;
            case JsonTokenType.Number when !double.IsFinite(reader.GetDouble()):
                throw Fault("A number is too large.", place);
            default:
                json.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private void WriteName(string name, int depth, Utf8JsonWriter json, int place)
    {
        if (!NamesAt(depth - 1).Add(name))
        {
            throw Fault($"The name \"{name}\" occurs twice in one object.", place);
        }

        while (_path.Count < depth)
        {
            _path.Add("");
        }

        _path[depth - 1] = name;
        json.WritePropertyName(name);
    }

    private string TextOf(ref Utf8JsonReader reader, int place)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault("A text has half of a surrogate pair (\\ud800 to \\udfff), which is no character.", place);
        }
    }

    private NameSet NamesAt(int depth)
    {
        while (_names.Count <= depth)
        {
            _names.Add(new NameSet());
        }

        return _names[depth];
    }

    private bool HoldsItems(int depth)
    {
        foreach (IReadOnlyList<string> path in ItemPaths.All)
        {
            if (path.Count == depth && path.SequenceEqual(_path.Take(depth), StringComparer.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BeginsValue(JsonTokenType type) =>
        type is not (JsonTokenType.EndArray or JsonTokenType.EndObject or JsonTokenType.PropertyName);

    private int LineAt(int place)
    {
        ReadOnlySpan<byte> passed = _text.AsSpan(_counted, place - _counted);
        int last = passed.LastIndexOf((byte)'\n');
        if (last >= 0)
        {
            _line += passed.Count((byte)'\n');
            _lineStart = _counted + last + 1;
        }

        _counted = place;
        return _line;
    }

    private YamlSyntaxException Fault(string message, int place) => new(message, LineAt(place), place - _lineStart + 1);

    private YamlSyntaxException FaultOf(JsonException error, int start)
    {
        // The reader counted from the object's start; the lines counted here may be ahead of that.
        ReadOnlySpan<byte> before = _text.AsSpan(0, start);
        int line = before.Count((byte)'\n') + 1 + (int)(error.LineNumber ?? 0);
        int column = (int)(error.BytePositionInLine ?? 0) + 1 + (error.LineNumber > 0 ? 0 : start - before.LastIndexOf((byte)'\n') - 1);
        string message = error.Message;
        int tail = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return new YamlSyntaxException("This is not JSON: " + (tail < 0 ? message : message[..tail]), line, column, error);
    }
}
