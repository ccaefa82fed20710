using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OcmPowerShell.Hub.Rest;

/// <summary>Makes an <see cref="ApiStatus"/> of whatever a server, or a proxy before it, answers in place of success.</summary>
internal static class StatusReader
{
    private const int ShownCharacters = 2048;
    private const int ReadBytes = 256 * 1024;
    private const int MostCauses = 100;
    private const int ShownCauses = 10;

    /// <summary>Reads at most what is needed: a proxy's page may be megabytes.</summary>
    public static async Task<ApiStatus> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await ReadHeadAsync(response, cancellationToken).ConfigureAwait(false);
        ApiStatus status = Parse((int)response.StatusCode, body, RetryAfter(response.Headers));
        return (int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location
            ? status with { Message = Redirect(location, response.RequestMessage?.RequestUri) }
            : status;
    }

    /// <summary>Parses a body; any bytes give a result.</summary>
    public static ApiStatus Parse(int code, ReadOnlySpan<byte> body, int? retryAfterSeconds = null)
    {
        try
        {
            var reader = new Utf8JsonReader(body, JsonDepth.Reader);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && ApiText.Of(root, "kind") == "Status")
            {
                return FromStatus(root, code, retryAfterSeconds);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a name that is half a character: a proxy's page or plain text, shown as it is.
        }

        string text = Encoding.UTF8.GetString(body).Trim();
        string reason = ReasonOf(code);
        string message = text.Length == 0 ? $"The server answered {code} {reason} without saying why."
            : text.StartsWith('<') ? $"The server answered {code} {reason} with a web page{Title(text)}: that is a proxy's, not an API server's."
            : IsBinary(text) ? $"The server answered {code} {reason} with something that is not text."
            : ApiText.Shown(text, ShownCharacters);
        return new ApiStatus(code, reason, message, "", "", "", retryAfterSeconds);
    }

    /// <summary>The refusal that some servers send as a success: a <c>Status</c> of <c>Failure</c>; null for any other answer.</summary>
    public static ApiStatus? FailureIn(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, JsonDepth.Reader);
            bool isStatus = false, isFailure = false;
            reader.Read();
            while (reader.TokenType != JsonTokenType.None && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isKind = reader.ValueTextEquals("kind"u8);
                bool isOutcome = reader.ValueTextEquals("status"u8);
                reader.Read();
                bool isText = reader.TokenType == JsonTokenType.String;
                isStatus |= isKind && isText && reader.ValueTextEquals("Status"u8);
                isFailure |= isOutcome && isText && reader.ValueTextEquals("Failure"u8);
                if ((isKind && !isStatus) || (isOutcome && !isFailure))
                {
                    return null;
                }

                reader.Skip();
            }

            return isStatus && isFailure ? Parse(500, body) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever wanted the answer will say what is wrong with it.
            return null;
        }
    }

    private static ApiStatus FromStatus(JsonElement root, int code, int? retryAfterSeconds)
    {
        string group = "", kind = "", name = "";
        ApiStatusCause[] causes = [];
        if (root.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object)
        {
            (group, kind, name) = (ApiText.Of(details, "group"), ApiText.Of(details, "kind"), ApiText.Of(details, "name"));
            causes = Causes(details);
            if (details.TryGetProperty("retryAfterSeconds", out JsonElement seconds) && seconds.TryGetInt32Safely(out int value) && value > 0)
            {
                retryAfterSeconds ??= value;
            }
        }

        if (root.TryGetProperty("code", out JsonElement codeElement) && codeElement.TryGetInt32Safely(out int inBody) && inBody is >= 400 and < 600)
        {
            code = inBody;
        }

        string reason = ApiText.Of(root, "reason");
        string message = ApiText.Of(root, "message");
        return new ApiStatus(
            code,
            reason.Length is 0 or > 100 ? ReasonOf(code) : ApiText.Shown(reason, 100),
            WithCauses(message.Length == 0 ? $"The server answered {code} without saying why." : ApiText.Shown(message, ShownCharacters), message, causes),
            group,
            kind,
            name,
            retryAfterSeconds)
        {
            Causes = causes,
            Continue = root.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object ? ApiText.Of(metadata, "continue") : "",
        };
    }

    private static ApiStatusCause[] Causes(JsonElement details) =>
        !details.TryGetProperty("causes", out JsonElement causes) || causes.ValueKind != JsonValueKind.Array ? []
            : [.. causes.EnumerateArray().Where(cause => cause.ValueKind == JsonValueKind.Object).Take(MostCauses).Select(cause => new ApiStatusCause(
                Part(cause, "reason"), Part(cause, "message"), Part(cause, "field")))];

    private static string Part(JsonElement cause, string name) => ApiText.Shown(ApiText.Of(cause, name), ShownCharacters / 8);

    // An API server's own message lists the causes; an extension's often does not.
    private static string WithCauses(string shown, string message, ApiStatusCause[] causes)
    {
        string[] lacking = [.. causes
            .Where(cause => cause.Message.Length > 0 && !message.Contains(cause.Message, StringComparison.Ordinal) && (cause.Field.Length == 0 || !message.Contains(cause.Field, StringComparison.Ordinal)))
            .Take(ShownCauses)
            .Select(cause => cause.ToString())];
        return lacking.Length == 0 ? shown : ApiText.Shown($"{shown} [{string.Join("; ", lacking)}]", ShownCharacters + 1000);
    }

    // Seconds, or a moment by the server's clock, which need not be ours.
    private static int? RetryAfter(HttpResponseHeaders headers)
    {
        double? seconds = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta.TotalSeconds,
            { Date: { } moment } => Math.Ceiling((moment - (headers.Date ?? DateTimeOffset.UtcNow)).TotalSeconds),
            _ => null,
        };
        return seconds is { } number ? (int)Math.Clamp(number, 0, int.MaxValue) : null;
    }

    // Only where it leads: a login's query may hold what signs in.
    private static string Redirect(Uri location, Uri? asked) => location.IsAbsoluteUri
        ? $"The server sends us on to {location.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}, which is not followed: that is a login page's or proxy's answer, not an API server's. Check the server's address in the kubeconfig."
        : $"The server sends us to another page of {asked?.Authority}, which is not followed: that is a login page's or proxy's answer, not an API server's. Check the server's address in the kubeconfig.";

    private static async Task<byte[]> ReadHeadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[ReadBytes];
        int filled = 0;
        try
        {
            int read;
            while (filled < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false)) > 0)
            {
                filled += read;
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            // Cut off, or not compressed as it says: the code is known, and says more than a broken connection.
        }

        return buffer[..filled];
    }

    private static bool IsBinary(string text)
    {
        int odd = text.Count(character => character is '\uFFFD' or '\0');
        return odd > 2 && odd > text.Length / 10;
    }

    private static string Title(string page)
    {
        int start = page.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        int end = start < 0 ? -1 : page.IndexOf('<', start + 1);
        return end < 0 ? "" : $" '{ApiText.Shown(page[(start + "<title>".Length)..end].Trim(), ShownCharacters / 8)}'";
    }

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
