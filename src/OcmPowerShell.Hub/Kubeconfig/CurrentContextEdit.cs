using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>
/// Sets the current context in a kubeconfig's text and leaves every other character as it is, comments and unknown fields
/// too. It tries the few places where it may stand, and takes the one after which the text says the same but for that.
/// </summary>
internal static partial class CurrentContextEdit
{
    private const string Field = "current-context";

    // Each is read again to be checked: a text made of nothing but such lines must not take for ever.
    private const int MostTries = 12;

    /// <summary>The edited text.</summary>
    /// <param name="text">The kubeconfig's text.</param>
    /// <param name="context">The new current context.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="HubException"><c>KubeconfigNotWritten</c>: there is no place where that can safely be done. <c>KubeconfigInvalid</c>.</exception>
    public static string Apply(string text, string context, string file)
    {
        KubeconfigDocument before = KubeconfigDocument.Parse(text, file);
        IEnumerable<string> candidates = JsonText.BeginsAsJson(text) ? JsonCandidates(text, context) : YamlCandidates(text, context);
        return Find(candidates, candidate => IsMeant(candidate, before, context, file))
            ?? throw new HubException("KubeconfigNotWritten", $"The kubeconfig {file} was not changed: it is written in a way that no single line of it can be changed safely. Set {Field} in it by hand.");
    }

    private static string? Find(IEnumerable<string> candidates, Func<string, bool> isMeant)
    {
        try
        {
            return candidates.Take(MostTries).FirstOrDefault(isMeant);
        }
        catch (RegexMatchTimeoutException)
        {
            // A line as no kubeconfig has it.
            return null;
        }
    }

    private static bool IsMeant(string candidate, KubeconfigDocument before, string context, string file)
    {
        try
        {
            KubeconfigDocument after = KubeconfigDocument.Parse(candidate, file);
            return after.CurrentContext == context && after.DiffersOnlyInCurrentContext(before);
        }
        catch (HubException)
        {
            return false;
        }
    }

    private static IEnumerable<string> JsonCandidates(string text, string context)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string value = Quoted(context);
        if (FindInJson(bytes) is { } place)
        {
            yield return Encoding.UTF8.GetString(bytes, 0, place.Start) + value + Encoding.UTF8.GetString(bytes.AsSpan(place.End));
            yield break;
        }

        int open = text.IndexOf('{', StringComparison.Ordinal) + 1;
        Match first = FirstMember().Match(text, open);
        string separator = first.Groups["end"].Success ? "" : ",";
        yield return text[..open] + first.Groups["space"].Value + $"\"{Field}\": {value}{separator}" + text[open..];
    }

    private static (int Start, int End)? FindInJson(byte[] text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = YamlLimits.Depth + 1 });
        try
        {
            while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(Field) && reader.Read())
                {
                    return ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                }
            }
        }
        catch (JsonException)
        {
            // YAML in braces.
        }

        return null;
    }

    private static IEnumerable<string> YamlCandidates(string text, string context)
    {
        string value = Scalar(context);
        foreach (Match line in Lines().EnumerateMatches(text, Field))
        {
            string written = line.Groups["value"].Value is ['"', ..] or ['\'', ..] && !value.StartsWith('"') && !value.StartsWith('\'') ? Quoted(context) : value;
            string upToValue = text[..line.Index] + line.Groups["head"].Value + " " + written + line.Groups["comment"].Value;
            int end = line.Index + line.Length;
            yield return upToValue + text[end..];

            // The old value may go on on lines that are indented further.
            Match more = Continuation().Match(text, end);
            if (more.Success)
            {
                yield return upToValue + text[(more.Index + more.Length)..];
            }
        }

        Match content = FirstContent().Match(text);
        string newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string added = $"{content.Groups["indent"].Value}{Field}: {value}{newLine}";
        yield return text.Length == 0 || text.EndsWith('\n') ? text + added : text + newLine + added;

        // Behind the first of several documents.
        int from = content.Success ? content.Index + content.Length : 0;
        if (DocumentEnd().Match(text, from) is { Success: true } separator)
        {
            yield return text[..separator.Index] + added + text[separator.Index..];
        }
    }

    private static IEnumerable<Match> EnumerateMatches(this Regex lines, string text, string word)
    {
        for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
        {
            int start = text.LastIndexOf('\n', at) + 1;
            int end = text.IndexOf('\n', at);
            Match match = lines.Match(text, start, (end < 0 ? text.Length : end) - start);
            if (match.Success && match.Index == start)
            {
                yield return match;
            }
        }
    }

    private static string Scalar(string context)
    {
        if (PlainName().IsMatch(context) && !context.EndsWith(':') && context.ToUpperInvariant() is not ("Y" or "N" or "YES" or "NO" or "ON" or "OFF" or "TRUE" or "FALSE" or "NULL"))
        {
            return context;
        }

        string yaml = YamlText.Write(Encoding.UTF8.GetBytes(Quoted(context))).TrimEnd('\r', '\n');
        return yaml.Contains('\n', StringComparison.Ordinal) ? Quoted(context) : yaml;
    }

    private static string Quoted(string context) => $"\"{JsonEncodedText.Encode(context, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    [GeneratedRegex("""^(?<head> *(?:"current-context"|'current-context'|current-context) *:)(?:[ \t]+(?<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'#\r\n][^\r\n]*?)?)?(?<comment>[ \t]+#[^\r\n]*)?[ \t]*(?=\r?$)""", RegexOptions.None, 1000)]
    private static partial Regex Lines();

    [GeneratedRegex("""\G(?:\r?\n[ \t]+[^ \t\r\n#][^\r\n]*)+""", RegexOptions.None, 1000)]
    private static partial Regex Continuation();

    [GeneratedRegex("""^(?<indent> *)[^ #%\r\n-][^\r\n]*""", RegexOptions.Multiline, 1000)]
    private static partial Regex FirstContent();

    [GeneratedRegex("""^(?:---|\.\.\.)""", RegexOptions.Multiline, 1000)]
    private static partial Regex DocumentEnd();

    [GeneratedRegex("""\G(?<space>\s*)(?<end>\})?""", RegexOptions.None, 1000)]
    private static partial Regex FirstMember();

    [GeneratedRegex("""\A[A-Za-z_][A-Za-z0-9_./@:-]*\z""", RegexOptions.None, 1000)]
    private static partial Regex PlainName();
}
