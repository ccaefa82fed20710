using System.Globalization;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>What a real API server was asked, and what it answered.</summary>
/// <param name="Title">What the recorder called it.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Header">A header beside the usual ones; null where there was none.</param>
/// <param name="Body">The body; empty where there was none.</param>
/// <param name="Status">The status.</param>
/// <param name="Headers">Those headers of the answer that were recorded.</param>
/// <param name="Answer">The body of the answer. A long one was cut.</param>
internal sealed partial record HttpExchange(
    string Title,
    string Method,
    string Target,
    (string Name, string Value)? Header,
    string Body,
    int Status,
    IReadOnlyList<(string Name, string Value)> Headers,
    string Answer)
{
    /// <summary>The exchanges of a file, in order.</summary>
    public static IEnumerable<HttpExchange> Read(string text)
    {
        foreach (string section in text.Split("\n## ").Skip(1))
        {
            Match request = RequestLine().Match(section);
            Match answer = AnswerLine().Match(section);
            Match header = HeaderPart().Match(request.Groups[3].Value);
            yield return new HttpExchange(
                section[..section.IndexOf('\n')],
                request.Groups[1].Value,
                request.Groups[2].Value,
                header.Success ? (header.Groups[1].Value, header.Groups[2].Value) : null,
                Block().Match(section[..answer.Index]).Groups[1].Value,
                int.Parse(answer.Groups[1].Value, CultureInfo.InvariantCulture),
                [.. from pair in AnswerHeader().Matches(answer.Groups[2].Value) select (pair.Groups[1].Value, pair.Groups[2].Value.Replace(@"\\", @"\"))],
                Block().Match(section[answer.Index..]).Groups[1].Value);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {Method} {Target}";

    [GeneratedRegex("^`([A-Z]+) ([^`]+)`(.*)$", RegexOptions.Multiline)]
    private static partial Regex RequestLine();

    [GeneratedRegex("^ with ([A-Za-z-]+): (.+)$")]
    private static partial Regex HeaderPart();

    [GeneratedRegex(@"^→ \*\*(\d+)\*\* (.*)$", RegexOptions.Multiline)]
    private static partial Regex AnswerLine();

    [GeneratedRegex("'([^']+)': '([^']*)'")]
    private static partial Regex AnswerHeader();

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
