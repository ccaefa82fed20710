using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Yaml;

/// <summary>Writes JSON as YAML in kubectl's layout: two spaces, lists flush with their key, members in their order.</summary>
internal static class JsonToYaml
{
    // A key must be within 1,024 characters of its colon; a longer one is written behind a question mark.
    private const int LongKey = 500;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = YamlLimits.Depth };

    public static string Write(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        var yaml = new StringBuilder();
        if (reader.TokenType == JsonTokenType.String)
        {
            // A block at the top has no parent to be indented against, so a text alone is always one line.
            yaml.Append(YamlTextStyle.Inline(reader.GetString()!)).Append('\n');
        }
        else
        {
            WriteValue(ref reader, yaml, indent: 0, parentIndent: 0, isRoot: true);
        }

        return reader.Read() ? throw new JsonException("More than one JSON value.") : yaml.ToString();
    }

    /// <summary>Writes the value at which the reader stands, its line's end included.</summary>
    /// <param name="reader">Stands on the value's first token, and on its last afterwards.</param>
    /// <param name="yaml">Ends with the indicator before the value: <c>-</c> or <c>key:</c>, or is at a line's start.</param>
    /// <param name="indent">The column of a mapping that this value may be.</param>
    /// <param name="parentIndent">The column of the mapping or sequence that holds it.</param>
    /// <param name="isRoot">Nothing is before the value.</param>
    /// <param name="inSequence">The value follows a dash, so a mapping or sequence may begin on the same line.</param>
    private static void WriteValue(
        ref Utf8JsonReader reader, StringBuilder yaml, int indent, int parentIndent, bool isRoot = false, bool inSequence = false)
    {
        string gap = isRoot ? "" : " ";
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                reader.Read();
                if (reader.TokenType == JsonTokenType.EndObject)
                {
                    yaml.Append(gap).Append("{}\n");
                    return;
                }

                WriteMapping(ref reader, yaml, indent, onSameLine: StartBlock(yaml, isRoot, inSequence));
                break;
            case JsonTokenType.StartArray:
                reader.Read();
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    yaml.Append(gap).Append("[]\n");
                    return;
                }

                WriteSequence(ref reader, yaml, inSequence ? indent : parentIndent, onSameLine: StartBlock(yaml, isRoot, inSequence));
                break;
            case JsonTokenType.String:
                WriteText(reader.GetString()!, yaml.Append(gap), parentIndent + 2);
                break;
            default:
                yaml.Append(gap).Append(Encoding.UTF8.GetString(reader.ValueSpan)).Append('\n');
                break;
        }
    }

    private static bool StartBlock(StringBuilder yaml, bool isRoot, bool inSequence)
    {
        if (!isRoot)
        {
            yaml.Append(inSequence ? ' ' : '\n');
        }

        return isRoot || inSequence;
    }

    private static void WriteMapping(ref Utf8JsonReader reader, StringBuilder yaml, int indent, bool onSameLine)
    {
        while (reader.TokenType != JsonTokenType.EndObject)
        {
            yaml.Append(' ', onSameLine ? 0 : indent);
            onSameLine = false;
            string key = YamlTextStyle.Key(reader.GetString()!);
            if (key.Length > LongKey)
            {
                yaml.Append("? ").Append(key).Append('\n').Append(' ', indent).Append(':');
            }
            else
            {
                yaml.Append(key).Append(':');
            }

            reader.Read();
            WriteValue(ref reader, yaml, indent + 2, indent);
            reader.Read();
        }
    }

    private static void WriteSequence(ref Utf8JsonReader reader, StringBuilder yaml, int indent, bool onSameLine)
    {
        while (reader.TokenType != JsonTokenType.EndArray)
        {
            yaml.Append(' ', onSameLine ? 0 : indent).Append('-');
            onSameLine = false;
            WriteValue(ref reader, yaml, indent + 2, indent, inSequence: true);
            reader.Read();
        }
    }

    private static void WriteText(string text, StringBuilder yaml, int indent)
    {
        if (!YamlTextStyle.IsBlock(text))
        {
            yaml.Append(YamlTextStyle.Inline(text)).Append('\n');
            return;
        }

        int end = text.AsSpan().TrimEnd('\n').Length;
        string chomping = (text.Length - end) switch
        {
            0 => "-",
            1 => "",
            _ => "+",
        };

        // A first line that is empty or indented would hide where the text's own indentation begins.
        yaml.Append('|').Append(text[0] is ' ' or '\n' ? "2" : "").Append(chomping).Append('\n');
        string content = chomping == "+" ? text[..^1] : text[..end];
        foreach (string line in content.Split('\n'))
        {
            yaml.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
        }
    }
}
