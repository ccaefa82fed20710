using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api.Json;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>Replays, one after the other, what a real API server was asked, and compares the answers.</summary>
public sealed partial class RecordedTranscriptTests
{
    // Refusals that the HTTP server gives before the API is asked; what only a real server has.
    private static readonly string[] NotOurs =
    [
        "No credentials", "A user without rights", "A user without rights, cluster scope", "A wrong token",
        "Webhook: too large",
        "Version", "Who am I?",
    ];

    [Fact]
    public async Task Every_recorded_exchange_is_answered_alike()
    {
        string? file = SharedReference.Find("recorded", "http-transcripts.md");
        Assert.SkipWhen(file is null, "the recorded transcripts are not beside the repository");

        var caller = new ApiCaller();
        await caller.SendAsync("POST", ApiCaller.Clusters, """
            {"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"two"}}
            """);
        var differences = new List<string>();
        int replayed = 0;
        foreach (Exchange exchange in Exchanges(await File.ReadAllTextAsync(file!, TestContext.Current.CancellationToken)))
        {
            if (exchange.Title == "Watch from a version long gone")
            {
                caller.Api.Store.Compact();
            }

            if (NotOurs.Contains(exchange.Title) || exchange.Title.StartsWith("OpenAPI", StringComparison.Ordinal))
            {
                continue;
            }

            replayed++;
            if (await DifferenceAsync(caller, exchange) is string difference)
            {
                differences.Add($"{exchange.Title}: {difference}");
            }
        }

        Assert.True(replayed >= 50, $"only {replayed} exchanges were found");
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    private static async Task<string?> DifferenceAsync(ApiCaller caller, Exchange exchange)
    {
        string target = exchange.Target;
        string body = exchange.Body;

        // The recorded uid and continue token are the other server's.
        if (exchange.Title.StartsWith("Update ", StringComparison.Ordinal))
        {
            string uid = (string)(await caller.GetAsync(target)).Json["metadata"]!["uid"]!;
            body = Uid().Replace(body, uid);
        }

        (string, string)[] headers = exchange.Header is (string name, string value) ? [(name, value)] : [];
        ApiCaller.Answer answer = await caller.SendAsync(exchange.Method, target, body, headers);
        if (answer.Status != exchange.Status)
        {
            return $"status {answer.Status}, recorded {exchange.Status}\n{answer.Text}";
        }

        if (answer.ContentType != exchange.ContentType)
        {
            return $"content type {answer.ContentType}, recorded {exchange.ContentType}";
        }

        if (exchange.Warning.Length > 0 && !answer.Headers.Contains(("Warning", exchange.Warning)))
        {
            return $"no warning {exchange.Warning}";
        }

        return exchange.Answer.Contains('…') ? null : Compare(answer, exchange);
    }

    private static string? Compare(ApiCaller.Answer answer, Exchange exchange)
    {
        if (!answer.ContentType.StartsWith("application/json", StringComparison.Ordinal))
        {
            return answer.Text.Trim() == exchange.Answer.Trim() ? null : $"{answer.Text}, recorded {exchange.Answer}";
        }

        JsonObject actual = Comparable(answer.Text);
        JsonObject recorded = Comparable(exchange.Answer);
        if (exchange.Title == "May I?")
        {
            ((JsonObject)recorded["metadata"]!).Remove("managedFields");
        }

        return JsonText.Same(actual, recorded)
            ? null
            : $"\n  {System.Text.Encoding.UTF8.GetString(JsonText.Sorted(actual))}\nrecorded\n  {System.Text.Encoding.UTF8.GetString(JsonText.Sorted(recorded))}";
    }

    /// <summary>Without what differs from one run to the next.</summary>
    private static JsonObject Comparable(string json)
    {
        string text = Time().Replace(Uid().Replace(json, "UID"), "TIME");
        text = Version().Replace(text, "\"resourceVersion\":\"VERSION\"");
        text = Numbers().Replace(text, "$1 N");
        return JsonNode.Parse(text)!.AsObject();
    }

    private static IEnumerable<Exchange> Exchanges(string text)
    {
        foreach (string section in text.Split("\n## ").Skip(1))
        {
            Match request = RequestLine().Match(section);
            Match answer = AnswerLine().Match(section);
            if (!request.Success || !answer.Success)
            {
                continue;
            }

            Match body = Block().Match(section[..answer.Index]);
            Match result = Block().Match(section[answer.Index..]);
            Match header = HeaderPart().Match(request.Value);
            yield return new Exchange(
                section[..section.IndexOf('\n')],
                request.Groups[1].Value,
                request.Groups[2].Value,
                header.Success ? (header.Groups[1].Value, header.Groups[2].Value) : null,
                body.Groups[1].Value,
                int.Parse(answer.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture),
                ContentTypePart().Match(answer.Value).Groups[1].Value,
                WarningPart().Match(answer.Value).Groups[1].Value.Replace("\\\\", "\\"),
                result.Groups[1].Value);
        }
    }

    [GeneratedRegex("^`([A-Z]+) ([^`]+)`(.*)$", RegexOptions.Multiline)]
    private static partial Regex RequestLine();

    [GeneratedRegex(" with ([A-Za-z-]+): (.+)$")]
    private static partial Regex HeaderPart();

    [GeneratedRegex(@"^→ \*\*(\d+)\*\* (.*)$", RegexOptions.Multiline)]
    private static partial Regex AnswerLine();

    [GeneratedRegex("'Content-Type': '([^']+)'")]
    private static partial Regex ContentTypePart();

    [GeneratedRegex("'Warning': '([^']+)'")]
    private static partial Regex WarningPart();

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();

    [GeneratedRegex("\"resourceVersion\": ?\"\\d+\"")]
    private static partial Regex Version();

    [GeneratedRegex(@"(current:|old resource version: 1) \(?\d+\)?")]
    private static partial Regex Numbers();

    private sealed record Exchange(
        string Title,
        string Method,
        string Target,
        (string Name, string Value)? Header,
        string Body,
        int Status,
        string ContentType,
        string Warning,
        string Answer);
}
