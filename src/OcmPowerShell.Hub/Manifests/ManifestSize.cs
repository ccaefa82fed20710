using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>Counts a work's size as OCM's admission webhook counts it.</summary>
internal static class ManifestSize
{
    /// <summary>The largest sum that the webhook lets through, in bytes (500 KiB).</summary>
    public const int Limit = 512_000;

    /// <summary>The bytes one manifest adds: its protobuf field key, its length as a varint, and its JSON as Go writes it.</summary>
    /// <param name="compactJson">The manifest as compact JSON in UTF-8.</param>
    public static int Of(ReadOnlySpan<byte> compactJson)
    {
        int length = LengthAsGoWritesIt(compactJson);
        int varint = 1;
        for (int rest = length >> 7; rest > 0; rest >>= 7)
        {
            varint++;
        }

        return 1 + varint + length;
    }

    /// <summary>Go's encoder escapes <c>&lt; &gt; &amp;</c> and U+2028/U+2029 as six bytes each; all else in strings is as short as can be.</summary>
    private static int LengthAsGoWritesIt(ReadOnlySpan<byte> compactJson)
    {
        int length = 0;
        // The reader's own limit of 64 is below what a manifest may have.
        var reader = new Utf8JsonReader(compactJson, JsonDepth.Reader);
        bool needsComma = false;
        while (reader.Read())
        {
            bool closes = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (needsComma && !closes)
            {
                length++;
            }

            length += reader.TokenType switch
            {
                JsonTokenType.String => StringLength(reader),
                JsonTokenType.PropertyName => StringLength(reader) + 1,
                _ => reader.ValueSpan.Length,
            };
            needsComma = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);
        }

        return length;
    }

    private static int StringLength(Utf8JsonReader reader)
    {
        string? text = null;
        ReadOnlySpan<byte> span = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            text = reader.GetString()!;
        }
        else if (span.IndexOfAny((byte)'<', (byte)'>', (byte)'&') < 0 && span.IndexOf((byte)0xE2) < 0)
        {
            return span.Length + 2;
        }
        else
        {
            text = System.Text.Encoding.UTF8.GetString(span);
        }

        int length = 2;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            length += rune.Value switch
            {
                '<' or '>' or '&' or 0x2028 or 0x2029 => 6,
                '"' or '\\' or '\n' or '\r' or '\t' or '\b' or '\f' => 2,
                < 0x20 => 6,
                _ => rune.Utf8SequenceLength,
            };
        }

        return length;
    }
}
