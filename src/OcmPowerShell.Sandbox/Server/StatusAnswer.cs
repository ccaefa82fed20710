using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>Refusals as Kubernetes sends them: a <c>Status</c> object.</summary>
internal static class StatusAnswer
{
    // A real server escapes no quotes or apostrophes as \uXXXX.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with the Status of a refusal.</summary>
    public static Task SendStatusAsync(this IHttpResponse response, ApiException refusal, CancellationToken cancellationToken)
    {
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            response.AddHeader("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        }

        return response.SendAsync(refusal.Code, "application/json", ToJson(refusal), cancellationToken);
    }

    /// <summary>Answers with plain text, as a real server does where no API answers.</summary>
    public static Task SendTextAsync(this IHttpResponse response, int status, string text, CancellationToken cancellationToken) =>
        response.SendAsync(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>The Status object in UTF-8, its fields in a real server's order.</summary>
    public static byte[] ToJson(ApiException refusal) => Encoding.UTF8.GetBytes(refusal.ToStatus().ToJsonString(Plain) + "\n");
}
