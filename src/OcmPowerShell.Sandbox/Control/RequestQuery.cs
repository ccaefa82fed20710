using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Control;

/// <summary>Which requests of the log somebody wants to see. What is not set lets everything through.</summary>
internal sealed record RequestQuery
{
    private const int MostItems = 10_000;

    private string? Method { get; init; }

    private string? Path { get; init; }

    private string? User { get; init; }

    private bool? IsMutating { get; init; }

    private bool? IsOpen { get; init; }

    private long? Status { get; init; }

    private long Since { get; init; }

    private int Limit { get; init; } = MostItems;

    /// <summary>Reads <c>method</c>, <c>path</c> (a part of it), <c>user</c>, <c>mutating</c>, <c>open</c>, <c>status</c>, <c>since</c> (a number) and <c>limit</c>.</summary>
    /// <exception cref="ApiException">There is another parameter, or a value makes no sense.</exception>
    public static RequestQuery Of(HttpRequest request)
    {
        RequestQuery query = new();
        foreach ((string name, string value) in request.Query)
        {
            query = name switch
            {
                "method" => query with { Method = value.ToUpperInvariant() },
                "path" => query with { Path = value },
                "user" => query with { User = value },
                "mutating" => query with { IsMutating = Flag(name, value) },
                "open" => query with { IsOpen = Flag(name, value) },
                "status" => query with { Status = Number(name, value) },
                "since" => query with { Since = Number(name, value) },
                "limit" => query with { Limit = (int)Math.Clamp(Number(name, value), 1, MostItems) },
                _ => throw Refusal.BadRequest($"'{name}' is no filter; there are method, path, user, mutating, open, status, since and limit."),
            };
        }

        return query;
    }

    /// <summary>The newest requests that pass, oldest first. Bodies and credentials are not shown: they may be secret.</summary>
    public JsonObject Select(IReadOnlyList<RequestLogEntry> entries)
    {
        RequestLogEntry[] passing = [.. entries.Where(Passes)];
        return new JsonObject { ["items"] = new JsonArray([.. passing.TakeLast(Limit).Select(Show)]), ["total"] = passing.Length };
    }

    private static JsonObject Show(RequestLogEntry entry)
    {
        JsonObject shown = new()
        {
            ["number"] = entry.Sequence,
            ["time"] = entry.Time.ToString("O", CultureInfo.InvariantCulture),
            ["method"] = entry.Method,
            ["path"] = entry.Path,
            ["query"] = entry.QueryString,
            ["user"] = entry.User,
            ["userAgent"] = entry.UserAgent,
            ["contentType"] = entry.ContentType,
            ["connection"] = entry.ConnectionId,
            ["mutating"] = entry.IsMutating,
            ["dryRun"] = entry.IsDryRun,
        };
        if (entry.Status is { } status)
        {
            shown["status"] = status;
        }

        if (entry.Duration is { } duration)
        {
            shown["milliseconds"] = Math.Round(duration.TotalMilliseconds, 3);
        }

        return shown;
    }

    private static bool Flag(string name, string value) => value switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Refusal.BadRequest($"'{name}' is true or false."),
    };

    private static long Number(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Refusal.BadRequest($"'{name}' takes a number.");

    private bool Passes(RequestLogEntry entry) =>
        entry.Sequence > Since
        && (Method is null || entry.Method == Method)
        && (Path is null || entry.Path.Contains(Path, StringComparison.Ordinal))
        && (User is null || entry.User == User)
        && (IsMutating is not { } mutating || (entry.IsMutating && !entry.IsDryRun) == mutating)
        && (IsOpen is not { } open || entry.Duration is null == open)
        && (Status is not { } status || entry.Status == status);
}
