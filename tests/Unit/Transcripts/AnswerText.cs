using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>Bodies of answers without what differs from one run to the next: times, ids, versions, ages. The order of members says nothing.</summary>
internal static partial class AnswerText
{
    private const string Cut = "\n… (cut)";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What differs; null where the body is what was recorded.</summary>
    /// <param name="recorded">The recorded body; a long one was cut.</param>
    /// <param name="actual">The body now.</param>
    public static string? Difference(string recorded, string actual)
    {
        bool isCut = recorded.EndsWith(Cut, StringComparison.Ordinal);
        if (!recorded.StartsWith('{'))
        {
            return recorded == actual ? null : $"{actual}, recorded {recorded}";
        }

        // A watch sends a document a line; the recording was cut in the first.
        string[] found = actual.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonNode now = Comparable(JsonNode.Parse(found.Length > 1 ? found[0] : actual)!);
        JsonNode then = Comparable(Parse(recorded));
        return (isCut ? Contains(now, then) : JsonNode.DeepEquals(now, then)) ? null : $"\n{now.ToJsonString(Plain)}\nrecorded\n{then.ToJsonString(Plain)}";
    }

    /// <summary>A recorded document, as much of it as there is.</summary>
    public static JsonNode Parse(string recorded) =>
        JsonNode.Parse(recorded.EndsWith(Cut, StringComparison.Ordinal) ? Closed(recorded[..^Cut.Length]) : recorded)!;

    /// <summary>Whether all that is said in one is said alike in the other.</summary>
    private static bool Contains(JsonNode? all, JsonNode? part) => (all, part) switch
    {
        (JsonObject whole, JsonObject some) => some.All(member => whole.TryGetPropertyValue(member.Key, out JsonNode? value) && Contains(value, member.Value)),
        (JsonArray whole, JsonArray some) => some.Count <= whole.Count && some.Zip(whole).All(pair => Contains(pair.Second, pair.First)),
        _ => JsonNode.DeepEquals(all, part),
    };

    /// <summary>A document that was cut, with what was still open closed after its last whole member.</summary>
    private static string Closed(string json)
    {
        var open = new Stack<char>();
        (int End, string Closing) last = (0, "");
        bool isString = false;
        for (int index = 0; index < json.Length; index++)
        {
            char character = json[index];
            if (character == '"' && (index == 0 || json[index - 1] != '\\'))
            {
                isString = !isString;
            }
            else if (!isString && character is '{' or '[' && !isString)
            {
                open.Push(character == '{' ? '}' : ']');
                last = (index + 1, string.Concat(open));
            }
            else if (!isString && character is '}' or ']' && !isString)
            {
                open.Pop();
                last = (index + 1, string.Concat(open));
            }
            else if (!isString && character == ',')
            {
                last = (index, string.Concat(open));
            }
        }

        return json[..last.End] + last.Closing;
    }

    private static JsonNode Comparable(JsonNode json)
    {
        string text = json.ToJsonString(Plain);
        text = Time().Replace(Uid().Replace(text, "UID"), "TIME");
        text = Fingerprint().Replace(OpenApiHash().Replace(text, "hash=HASH"), "SHA256=FINGERPRINT");
        text = ResourceVersion().Replace(text, "\"resourceVersion\":\"VERSION\"");
        text = ContinueToken().Replace(text, token => $"\"continue\":{JsonValue.Create(Decoded(token.Groups[1].Value)).ToJsonString()}");
        text = Description().Replace(Age().Replace(text, "\"AGE\""), "\"description\":\"WORDS\"");
        return JsonNode.Parse(Numbers().Replace(text, "$1 N"))!;
    }

    private static string Decoded(string token) => TokenVersion().Replace(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)), "\"rv\":VERSION");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();

    [GeneratedRegex("\"resourceVersion\":\"\\d+\"")]
    private static partial Regex ResourceVersion();

    [GeneratedRegex("\"continue\":\"([-\\w]+)\"")]
    private static partial Regex ContinueToken();

    [GeneratedRegex("\"rv\":\\d+")]
    private static partial Regex TokenVersion();

    [GeneratedRegex("\"\\d+m?s\"")]
    private static partial Regex Age();

    // Our columns are described in other words.
    [GeneratedRegex("\"description\":\"(\\\\.|[^\"])*\"")]
    private static partial Regex Description();

    [GeneratedRegex("SHA256=[0-9a-f]{64}")]
    private static partial Regex Fingerprint();

    [GeneratedRegex("hash=[0-9A-F]{128}")]
    private static partial Regex OpenApiHash();

    [GeneratedRegex(@"(current:|resource version: 1) \(?\d+\)?")]
    private static partial Regex Numbers();
}
