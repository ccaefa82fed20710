using System.Text.Json;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>Texts as a real server's messages show them.</summary>
internal static class GoText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text in quotes.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, Plain);

    /// <summary>Several texts, in brackets with spaces between them.</summary>
    public static string Quoted(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(Quoted))}]";
}
