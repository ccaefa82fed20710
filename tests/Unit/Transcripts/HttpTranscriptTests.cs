using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Tests.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>Asks a whole sandbox, over its sockets and as the same users, what a real API server was asked.</summary>
public sealed partial class HttpTranscriptTests
{
    /// <summary>What names another build, or lists documents that have nothing to do with objects: compared in its form alone.</summary>
    private static readonly string[] OfAnotherBuild = ["Version", "OpenAPI v3 index (first lines)"];

    [Fact]
    public async Task Every_recorded_exchange_is_answered_alike()
    {
        string file = RecordedHub.Recorded("http-transcripts.md");
        await using SandboxHub hub = await SandboxHub.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        using X509Certificate2 certificate = TestHub.Load(hub.IssueClientCertificate("kubernetes-admin", "system:masters"));
        using HttpClient admin = hub.Client(token: "", certificate);
        using HttpClient nobody = hub.Client(token: "");
        await admin.PostAsync("/api/v1/namespaces", Json("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"rec"}}"""), TestContext.Current.CancellationToken);

        var differences = new List<string>();
        int replayed = 0;
        foreach (HttpExchange exchange in HttpExchange.Read(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)))
        {
            if (exchange.Title == "Watch from a version long gone")
            {
                await ForgetAsync(hub);
            }

            replayed++;
            bool isNobody = exchange.Title == "No credentials" || exchange.Header?.Name == "Authorization";
            if (await DifferenceAsync(isNobody ? nobody : admin, exchange) is { } difference)
            {
                differences.Add($"{exchange}\n{difference}");
            }
        }

        Assert.True(replayed >= 65, $"only {replayed} exchanges were found");
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    private static async Task<string?> DifferenceAsync(HttpClient client, HttpExchange exchange)
    {
        // A watch that has said all ends as well after one second.
        string target = WatchTime().Replace(exchange.Target, "timeoutSeconds=1");
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), target);
        request.Headers.UserAgent.ParseAdd("recorder/1.0");
        request.Headers.TryAddWithoutValidation("Accept", exchange.Header is ("Accept", string accept) ? accept : "application/json");
        if (exchange.Body.Length > 0)
        {
            request.Content = Json(await BodyAsync(client, exchange));
        }

        if (exchange.Header is ("Content-Type", string type))
        {
            request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        else if (exchange.Header is (not "Accept", _) and (string name, string value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        // Before the body is read, for that parses them.
        ILookup<string, string> headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToLookup(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if ((int)response.StatusCode != exchange.Status)
        {
            return $"status {(int)response.StatusCode}, recorded {exchange.Status}\n{answer}";
        }

        foreach ((string header, string wanted) in exchange.Headers)
        {
            string found = string.Join(", ", headers[header]);
            if (found != wanted)
            {
                return $"{header}: {found}, recorded {wanted}";
            }
        }

        return OfAnotherBuild.Contains(exchange.Title) ? FormDifference(exchange.Answer, answer) : AnswerText.Difference(exchange.Answer, answer);
    }

    /// <summary>The recorded uid is the other server's, and a body that was too large was cut.</summary>
    private static async Task<string> BodyAsync(HttpClient client, HttpExchange exchange)
    {
        if (exchange.Body.EndsWith('…'))
        {
            const int Data = 520_000;
            return $"{exchange.Body.TrimEnd(' ', '…', 'x')}{new string('x', Data)}\"}}}}]}}}}}}";
        }

        if (exchange.Method != "PUT")
        {
            return exchange.Body;
        }

        string text = await client.GetStringAsync(exchange.Target, TestContext.Current.CancellationToken);
        JsonNode body = JsonNode.Parse(exchange.Body)!;
        body["metadata"]!["uid"] = (string?)JsonNode.Parse(text)!["metadata"]!["uid"];
        return body.ToJsonString();
    }

    private static async Task ForgetAsync(SandboxHub hub)
    {
        using HttpClient client = hub.Client();
        using HttpResponseMessage answer = await client.PostAsync("/sandbox/v1/compact", null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static string? FormDifference(string recorded, string actual)
    {
        string[] wanted = [.. AnswerText.Parse(recorded).AsObject().Select(member => $"{member.Key}: {member.Value!.GetValueKind()}")];
        string[] found = [.. JsonNode.Parse(actual)!.AsObject().Select(member => $"{member.Key}: {member.Value!.GetValueKind()}")];
        return wanted.SequenceEqual(found) ? null : actual;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));

    [GeneratedRegex("timeoutSeconds=\\d+")]
    private static partial Regex WatchTime();
}
