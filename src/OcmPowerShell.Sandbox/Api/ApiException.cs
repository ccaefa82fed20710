using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>A refusal, with the <c>Status</c> object that a client gets.</summary>
internal sealed class ApiException : Exception
{
    public ApiException(int code, string reason, string message, JsonObject? details = null)
        : base(message)
    {
        Code = code;
        Reason = reason;
        Details = details;
    }

    /// <summary>The HTTP status code.</summary>
    public int Code { get; }

    /// <summary>The machine-readable reason, as in <c>NotFound</c>; empty where the real server gives none.</summary>
    public string Reason { get; }

    /// <summary><c>details</c> of the Status; null where the real server sends none.</summary>
    public JsonObject? Details { get; }

    /// <summary>Seconds for a <c>Retry-After</c> header; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Where an expired list can go on all the same; null for nowhere.</summary>
    public string? ContinueToken { get; init; }

    /// <summary>Whether the client gets the message as plain text, as for a URL that leads nowhere.</summary>
    public bool IsPlainText { get; init; }

    /// <summary>The <c>Status</c> object, its members in the order of the real server.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = ContinueToken is null ? [] : new JsonObject { ["continue"] = ContinueToken },
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0)
        {
            status["reason"] = Reason;
        }

        if (Details is not null)
        {
            status["details"] = Details.DeepClone();
        }

        status["code"] = Code;
        return status;
    }
}
