using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace OcmPowerShell.Hub.Rest;

/// <summary>Makes an <see cref="ApiStatus"/> of whatever a server, or a proxy before it, answers in place of success.</summary>
internal static class StatusReader
{
    private const int ShownBytes = 2048;

    /// <summary>Reads at most what is needed: a proxy's page may be megabytes.</summary>
    public static async Task<ApiStatus> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await ReadHeadAsync(response, 64 * 1024, cancellationToken).ConfigureAwait(false);
        int? retryAfter = response.Headers.RetryAfter?.Delta is { } delta ? (int)delta.TotalSeconds : null;
        return Parse((int)response.StatusCode, body, retryAfter);
    }

    /// <summary>Parses a body; any bytes give a result.</summary>
    public static ApiStatus Parse(int code, ReadOnlySpan<byte> body, int? retryAfterSeconds = null)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && ApiText.Of(root, "kind") == "Status")
            {
                return FromStatus(root, code, retryAfterSeconds);
            }
        }
        catch (JsonException)
        {
            // Not JSON: a proxy's page or plain text, shown as it is.
        }

        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, ShownBytes)]).Trim();
        string reason = ReasonOf(code);
        string message = text.Length == 0 ? $"The server answered {code} {reason} without saying why."
            : text.StartsWith('<') ? $"The server answered {code} {reason} with a web page{Title(text)}: that is a proxy's, not an API server's."
            : Shown(text);
        return new ApiStatus(code, reason, message, "", "", "", retryAfterSeconds);
    }

    private static ApiStatus FromStatus(JsonElement root, int code, int? retryAfterSeconds)
    {
        string group = "", kind = "", name = "";
        if (root.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object)
        {
            (group, kind, name) = (ApiText.Of(details, "group"), ApiText.Of(details, "kind"), ApiText.Of(details, "name"));
            if (details.TryGetProperty("retryAfterSeconds", out JsonElement seconds) && seconds.TryGetInt32Safely(out int value))
            {
                retryAfterSeconds ??= value;
            }
        }

        if (root.TryGetProperty("code", out JsonElement codeElement) && codeElement.TryGetInt32Safely(out int inBody) && inBody != 0)
        {
            code = inBody;
        }

        string reason = ApiText.Of(root, "reason");
        string message = ApiText.Of(root, "message");
        return new ApiStatus(
            code,
            reason.Length == 0 ? ReasonOf(code) : reason,
            message.Length == 0 ? $"The server answered {code} without saying why." : Shown(message),
            group,
            kind,
            name,
            retryAfterSeconds)
        {
            Continue = root.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object ? ApiText.Of(metadata, "continue") : "",
        };
    }

    private static async Task<byte[]> ReadHeadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[limit];
        int filled = await stream.ReadAtLeastAsync(buffer, limit, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return buffer[..filled];
    }

    private static string Title(string page)
    {
        int start = page.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        int end = start < 0 ? -1 : page.IndexOf('<', start + 1);
        return end < 0 ? "" : $" '{page[(start + "<title>".Length)..end].Trim()}'";
    }

    private static string Shown(string text) =>
        text.Length <= ShownBytes ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..ShownBytes]} … ({text.Length} characters)");

    private static string ReasonOf(int code) => code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        409 => "Conflict",
        410 => "Gone",
        413 => "RequestEntityTooLarge",
        415 => "UnsupportedMediaType",
        422 => "Invalid",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => ((HttpStatusCode)code).ToString(),
    };

    private static bool TryGetInt32Safely(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }
}
