using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Json;

/// <summary>JSON as the server reads and writes it: bounded depth, numbers as Go keeps them, member names in order.</summary>
internal static class JsonText
{
    /// <summary>How deep a body may nest: recursion over it must never exhaust a stack.</summary>
    public const int MaxDepth = 128;

    // Stored objects may be wrapped once or twice (a list, a watch event), so what we read back may be a little deeper.
    private static readonly JsonDocumentOptions StoredOptions = new() { MaxDepth = MaxDepth + 16 };

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth + 16,
        SkipValidation = true,
    };

    /// <summary>Reads foreign JSON.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="duplicates">Receives the path of each member given twice; the last one counts.</param>
    /// <exception cref="JsonSyntaxException">It is not JSON, too deep, or holds text that is not Unicode.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, ICollection<string>? duplicates = null)
    {
        // Not the final block: then "ended too early" (Read says no) and "wrong character" (it throws) can be told apart.
        var reader = new Utf8JsonReader(utf8, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
        try
        {
            Advance(ref reader, utf8);
            JsonNode? value = ReadValue(ref reader, utf8, string.Empty, duplicates);
            ReadOnlySpan<byte> rest = utf8[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8);
            return rest.IsEmpty
                ? value
                : throw new JsonSyntaxException($"invalid character {Quoted(rest[0])} after top-level value");
        }
        catch (JsonException exception)
        {
            throw new JsonSyntaxException(Wording(exception, utf8));
        }
        catch (InvalidOperationException)
        {
            throw new JsonSyntaxException("invalid UTF-8 in string literal");
        }
    }

    /// <summary>Reads JSON that this process wrote.</summary>
    public static JsonObject ParseStored(ReadOnlyMemory<byte> utf8) =>
        JsonNode.Parse(utf8.Span, documentOptions: StoredOptions)!.AsObject();

    /// <summary>Reads JSON that this process wrote, to look at only.</summary>
    public static JsonDocument ViewStored(ReadOnlyMemory<byte> utf8) => JsonDocument.Parse(utf8, StoredOptions);

    /// <summary>A deep copy whose values are all plain JSON, whatever the original was built of.</summary>
    public static JsonObject Copy(JsonObject value)
    {
        var copy = new JsonObject();
        foreach ((string name, JsonNode? member) in value)
        {
            copy.Add(name, CopyOf(member));
        }

        return copy;
    }

    /// <summary>Compact JSON with member names in ordinal order, as Go writes a map.</summary>
    public static byte[] Sorted(JsonNode? value) => Write(value, sorted: true);

    /// <summary>Compact JSON with members in the order they were added.</summary>
    public static byte[] AsBuilt(JsonNode? value) => Write(value, sorted: false);

    /// <summary>Writes a value with member names in ordinal order.</summary>
    public static void WriteSorted(Utf8JsonWriter writer, JsonNode? value) => WriteValue(writer, value, sorted: true);

    /// <summary>A writer with the settings of this class.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> target) => new(target, WriterOptions);

    /// <summary>Whether two values mean the same JSON.</summary>
    public static bool Same(JsonNode? left, JsonNode? right) => JsonComparison.Same(left, right);

    /// <summary>How deep a value nests: 0 for a scalar.</summary>
    public static int Depth(JsonNode? value) => value switch
    {
        JsonObject members => 1 + members.Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        JsonArray items => 1 + items.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static JsonNode? CopyOf(JsonNode? value) => value switch
    {
        null => null,
        JsonObject members => Copy(members),
        JsonArray items => new JsonArray([.. items.Select(CopyOf)]),
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => JsonValue.Create(value.GetValue<string>()),
            JsonValueKind.Number => value.AsValue().TryGetValue(out long whole) ? JsonValue.Create(whole) : Parse(AsBuilt(value)),
            JsonValueKind.True => JsonValue.Create(true),
            JsonValueKind.False => JsonValue.Create(false),
            _ => null,
        },
    };

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string path, ICollection<string>? duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, utf8, path, duplicates);
            case JsonTokenType.StartArray:
                return ReadArray(ref reader, utf8, path, duplicates);
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.True:
                return JsonValue.Create(true);
            case JsonTokenType.False:
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    private static JsonObject ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string path, ICollection<string>? duplicates)
    {
        var value = new JsonObject();
        while (true)
        {
            Advance(ref reader, utf8);
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return value;
            }

            string name = reader.GetString()!;

            // Paths are only spelled out for the reader who wants to know of duplicates.
            string memberPath = duplicates is null ? path : path.Length == 0 ? name : $"{path}.{name}";
            Advance(ref reader, utf8);
            JsonNode? member = ReadValue(ref reader, utf8, memberPath, duplicates);
            if (value.ContainsKey(name))
            {
                duplicates?.Add(memberPath);
            }

            value[name] = member;
        }
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string path, ICollection<string>? duplicates)
    {
        var value = new JsonArray();
        while (true)
        {
            Advance(ref reader, utf8);
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return value;
            }

            string itemPath = duplicates is null ? path : FormattableString.Invariant($"{path}[{value.Count}]");
            value.Add(ReadValue(ref reader, utf8, itemPath, duplicates));
        }
    }

    private static JsonValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out long whole))
        {
            return JsonValue.Create(whole);
        }

        return reader.TryGetDouble(out double real) && double.IsFinite(real)
            ? JsonValue.Create(real)
            : throw new JsonSyntaxException($"cannot unmarshal number {Encoding.UTF8.GetString(reader.ValueSpan)} into Go value of type float64");
    }

    private static void Advance(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        if (reader.Read())
        {
            return;
        }

        // A number at the very end of an unfinished block could go on; only as a final block it is known to be whole.
        if (reader.TokenType == JsonTokenType.None && !utf8.IsEmpty)
        {
            reader = new Utf8JsonReader(utf8, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
            if (utf8.Trim(" \t\r\n"u8) is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] && reader.Read())
            {
                return;
            }
        }

        throw new JsonSyntaxException("unexpected end of JSON input");
    }

    private static string Wording(JsonException exception, ReadOnlySpan<byte> utf8)
    {
        if (exception.Message.Contains("depth", StringComparison.OrdinalIgnoreCase))
        {
            return "exceeded max depth";
        }

        long line = exception.LineNumber ?? 0;
        int start = 0;
        for (; line > 0 && start < utf8.Length; start++)
        {
            if (utf8[start] == '\n')
            {
                line--;
            }
        }

        long position = start + (exception.BytePositionInLine ?? 0);
        return position < utf8.Length
            ? $"invalid character {Quoted(utf8[(int)position])} looking for beginning of value"
            : "unexpected end of JSON input";
    }

    private static string Quoted(byte character) =>
        character is >= 0x20 and < 0x7f ? $"'{(char)character}'" : FormattableString.Invariant($"'\\x{character:x2}'");

    private static byte[] Write(JsonNode? value, bool sorted)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (Utf8JsonWriter writer = Writer(buffer))
        {
            WriteValue(writer, value, sorted);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static bool IsSorted(JsonObject members)
    {
        string before = string.Empty;
        foreach ((string name, _) in members)
        {
            if (string.CompareOrdinal(before, name) > 0)
            {
                return false;
            }

            before = name;
        }

        return true;
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonNode? value, bool sorted)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject members:
                writer.WriteStartObject();
                IEnumerable<KeyValuePair<string, JsonNode?>> ordered =
                    sorted && !IsSorted(members) ? members.OrderBy(member => member.Key, StringComparer.Ordinal) : members;
                foreach ((string name, JsonNode? member) in ordered)
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, member, sorted);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (JsonNode? item in items)
                {
                    WriteValue(writer, item, sorted);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
