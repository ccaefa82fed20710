using System.Globalization;
using System.Text;

namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>A way in which an answer goes wrong.</summary>
internal abstract class Fault
{
    /// <summary>The API refuses: a Status, with a <c>Retry-After</c> header where seconds are given.</summary>
    public static Fault Status(int code, string reason, string message, int? retryAfterSeconds = null) =>
        new StatusFault(code, reason, message, retryAfterSeconds);

    /// <summary>The answer is right but late; <see cref="Timeout.InfiniteTimeSpan"/> never comes.</summary>
    public static Fault Delay(TimeSpan delay) => new DelayFault(delay);

    /// <summary>The connection is reset before anything happens.</summary>
    public static Fault Reset() => new ResetFault();

    /// <summary>The request is carried out, and the connection is reset instead of an answer.</summary>
    public static Fault LoseAnswer() => new LostAnswerFault();

    /// <summary>Half of the answer's body (of a stream's first chunk) arrives, then the connection is reset.</summary>
    public static Fault HalfBody() => new HalfBodyFault();

    /// <summary>The headers of an answer arrive, and then nothing until the client leaves.</summary>
    public static Fault Stall() => new StallFault();

    /// <summary>The version of a list's later pages is forgotten: 410, with a token for the rest as it is now, or with none.</summary>
    public static Fault ExpireContinue(bool mayGoOn) => new ExpiredContinueFault(mayGoOn);

    /// <summary>A whole answer that is not the API's: another content type, broken JSON, lines without end.</summary>
    public static Fault Answer(int status, string contentType, string body) =>
        new AnswerFault(status, contentType, Encoding.UTF8.GetBytes(body));

    /// <summary>A proxy in between answers with a page of its own.</summary>
    public static Fault HtmlPage(int status = 502) =>
        Answer(status, "text/html", "<html><head><title>Proxy</title></head><body><h1>The proxy has something to say</h1></body></html>\n");

    /// <summary>The answer is right, but announced as another type.</summary>
    public static Fault ContentType(string contentType) => new AlteringFault(response => new RetypedResponse(response, contentType));

    /// <summary>The answer is right, but its lines (of a watch each event, of any other answer all) are filled up with spaces.</summary>
    public static Fault LongLines(int bytes = 100 * 1024) => new AlteringFault(response => new PaddedResponse(response, bytes));

    /// <summary>Every event of a watch comes twice.</summary>
    public static Fault DuplicateEvents() => new AlteringFault(static response => new RepeatingResponse(response));

    /// <summary>A watch ends after so many events as if its time were up; it says nothing of why.</summary>
    public static Fault CloseWatch(int events = 0) => new AlteringFault(response => new EndingResponse(response, events));

    /// <summary>The answer is right, but the server's clock, as it tells it, is not.</summary>
    public static Fault ClockSkew(TimeSpan skew) => new AlteringFault(response =>
    {
        response.AddHeader("Date", (DateTimeOffset.UtcNow + skew).ToString("r", CultureInfo.InvariantCulture));
        return response;
    });

    /// <summary>Answers a request, wrongly.</summary>
    internal abstract Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken);
}
