using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Yaml;
using OcmPowerShell.Sandbox.Server;
using JsonText = OcmPowerShell.Sandbox.Api.Json.JsonText;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>Sends JSON that is small enough to be built first.</summary>
internal static class JsonAnswer
{
    /// <summary>Sends a value with its members in the order they were added.</summary>
    public static Task SendJsonAsync(this IHttpResponse response, int status, JsonNode value, CancellationToken cancellationToken) =>
        response.SendAsync(status, "application/json", WithNewline(JsonText.AsBuilt(value)), cancellationToken);

    /// <summary>Sends finished JSON, as YAML where that was agreed.</summary>
    public static Task SendFormattedAsync(
        this IHttpResponse response, int status, AnswerFormat format, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        response.SendAsync(status, format.ContentType, format.IsYaml ? Encoding.UTF8.GetBytes(YamlText.Write(json)) : json, cancellationToken);

    /// <summary>Sends a refusal.</summary>
    public static Task SendRefusalAsync(this IHttpResponse response, ApiException refusal, CancellationToken cancellationToken)
    {
        if (refusal.IsPlainText)
        {
            return response.SendAsync(
                refusal.Code, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(refusal.Message + "\n"), cancellationToken);
        }

        if (refusal.RetryAfterSeconds is int seconds)
        {
            response.AddHeader("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return response.SendJsonAsync(refusal.Code, refusal.ToStatus(), cancellationToken);
    }

    /// <summary>Adds a <c>Warning</c> header for each.</summary>
    public static void Warn(this IHttpResponse response, IEnumerable<string> warnings)
    {
        // Bounded: what a client sent wrong must not come back as megabytes of headers.
        foreach (string warning in warnings.Distinct(StringComparer.Ordinal).Take(50))
        {
            string text = warning.Length > 256 ? warning[..256] : warning;
            response.AddHeader("Warning", $"299 - \"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"");
        }
    }

    private static byte[] WithNewline(byte[] json) => [.. json, (byte)'\n'];
}
