using System.Diagnostics;
using System.Text;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>One request that the server got. It is logged when its handling begins; the outcome is filled in at its end.</summary>
internal sealed class RequestLogEntry
{
    private const int BodyBytesKept = 1024 * 1024;

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly ReadOnlyMemory<byte> _body;

    // Nullable numbers are written in two steps; a reader on another thread must not see the half.
    private volatile object? _status;
    private volatile object? _duration;
    private volatile string? _error;

    /// <summary>Begins an entry. Of the headers only those named here are kept: never Authorization.</summary>
    public RequestLogEntry(long sequence, HttpRequest request)
    {
        Sequence = sequence;
        Method = request.Method;
        Path = request.Path;
        QueryString = request.QueryString;
        User = request.User;
        UserAgent = request.Headers.GetValueOrDefault("User-Agent", "");
        ContentType = request.Headers.GetValueOrDefault("Content-Type", "");
        ConnectionId = request.Connection.Id;
        IsDryRun = request.Query.GetValueOrDefault("dryRun", "") == "All";
        _body = request.Body[..Math.Min(request.Body.Length, BodyBytesKept)];
    }

    /// <summary>Number of the request, counted from 1 over the life of the log.</summary>
    public long Sequence { get; }

    /// <summary>When its handling began, in UTC.</summary>
    public DateTime Time { get; } = DateTime.UtcNow;

    /// <summary>The method in capitals.</summary>
    public string Method { get; }

    /// <summary>The decoded path.</summary>
    public string Path { get; }

    /// <summary>The query as sent, without the question mark.</summary>
    public string QueryString { get; }

    /// <summary>Who asked.</summary>
    public string User { get; }

    /// <summary>The client's User-Agent header.</summary>
    public string UserAgent { get; }

    /// <summary>The body's content type.</summary>
    public string ContentType { get; }

    /// <summary>Number of the connection; requests with the same number shared it.</summary>
    public long ConnectionId { get; }

    /// <summary>Whether the method is one that changes things.</summary>
    public bool IsMutating => Method is "POST" or "PUT" or "PATCH" or "DELETE";

    /// <summary>Whether the server was asked only to pretend (<c>dryRun=All</c>).</summary>
    public bool IsDryRun { get; }

    /// <summary>The body as text, its first MiB.</summary>
    public string Body => Encoding.UTF8.GetString(_body.Span);

    /// <summary>The status the client was answered; null while unanswered, or where the connection was dropped first.</summary>
    public int? Status => (int?)_status;

    /// <summary>How long handling took; null while it goes on.</summary>
    public TimeSpan? Duration => (TimeSpan?)_duration;

    /// <summary>What went wrong in the server, for whoever looks into a failed test; null where nothing did.</summary>
    public string? Error => _error;

    /// <summary>Bytes of what a client sent that are kept.</summary>
    internal int Bytes => _body.Length + (sizeof(char) * (Method.Length + Path.Length + QueryString.Length + UserAgent.Length + ContentType.Length));

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Sequence} {Method} {Path}{(QueryString.Length == 0 ? "" : "?")}{QueryString} {Status?.ToString() ?? "unanswered"}";

    internal void Answered(int status) => _status = status;

    internal void Failed(Exception exception) => _error = exception.ToString();

    internal void End() => _duration = Stopwatch.GetElapsedTime(_begun);
}
