using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.ServiceAccounts;

/// <summary>Reads and writes the values of Secrets.</summary>
internal static class SecretData
{
    /// <summary>A value as text; null where it is missing or no text.</summary>
    public static string? Text(JsonObject secret, string key)
    {
        if (secret.Object("data").Text(key) is not { } encoded)
        {
            return null;
        }

        byte[] bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>A text as a value of <c>data</c>.</summary>
    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
