using System.Globalization;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>A server of one list that fails in the given ways, one a request, and then works.</summary>
internal sealed partial class BreakingLists : IAsyncDisposable
{
    private readonly RawServer _server;
    private Queue<(string Fault, int At)> _faults = new();
    private int _count;

    public BreakingLists() => _server = new RawServer(AnswerAsync);

    public RawServer Server => _server;

    /// <summary>What the list holds and how it fails; a fault is <c>reset</c>, <c>cut</c>, <c>expire</c>, <c>forget</c>, a code, or empty.</summary>
    public void Begin(int count, IEnumerable<(string Fault, int At)> faults) => (_count, _faults) = (count, new Queue<(string, int)>(faults));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(RawExchange exchange)
    {
        (string fault, int at) = _faults.TryDequeue(out (string, int) next) ? next : ("", 0);
        string token = Continue().Match(exchange.Target).Groups[1].Value;
        string body = Page(token, Limit().Match(exchange.Target).Groups[1].Value);
        await (fault switch
        {
            "reset" => Task.Run(exchange.Reset),
            "cut" => exchange.CutAsync(body, at % body.Length),
            "expire" when token.Length > 0 => exchange.AnswerAsync($$"""{"kind":"Status","reason":"Expired","code":410,"metadata":{"continue":"now-{{token.Split('-')[^1]}}"} }""", 410),
            "forget" when token.Length > 0 => exchange.AnswerAsync("""{"kind":"Status","reason":"Expired","code":410}""", 410),
            "429" => exchange.AnswerAsync("", 429, "text/plain", "Retry-After: 0\r\n"),
            "503" => exchange.AnswerAsync("", 503, "text/plain"),
            _ => exchange.AnswerAsync(body),
        });
    }

    private string Page(string token, string limit)
    {
        int from = token.Length == 0 ? 0 : Number(token.Split('-')[^1]);
        int to = limit.Length == 0 ? _count : Math.Min(_count, from + Number(limit));
        string next = to < _count ? to.ToString(CultureInfo.InvariantCulture) : "";
        IEnumerable<string> items = Enumerable.Range(from, to - from).Select(number =>
            $$$"""{"metadata":{"name":"w{{{number}}}","namespace":"one","uid":"00000000-0000-0000-0000-{{{number:000000000000}}}"} }""");
        return $$$"""{"metadata":{"resourceVersion":"7","continue":"{{{next}}}"},"items":[{{{string.Join(',', items)}}}]}""";
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("[?&]continue=([^&]*)")]
    private static partial Regex Continue();

    [GeneratedRegex("[?&]limit=([^&]*)")]
    private static partial Regex Limit();
}
