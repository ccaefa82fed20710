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

    /// <summary>The machine-readable reason, as in <c>NotFound</c>.</summary>
    public string Reason { get; }

    /// <summary><c>details</c> of the Status; null where the real server sends none.</summary>
    public JsonObject? Details { get; }

    /// <summary>Seconds for a <c>Retry-After</c> header; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }
}
