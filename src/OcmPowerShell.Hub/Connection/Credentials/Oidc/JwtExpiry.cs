using System.Text.Json;

namespace OcmPowerShell.Hub.Connection.Credentials.Oidc;

/// <summary>Reads from a JSON web token when it expires. Whether it is genuine is the hub's to find out.</summary>
internal static class JwtExpiry
{
    /// <summary>The time in the claim <c>exp</c>; null where the text is no such token.</summary>
    public static DateTimeOffset? Of(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            string payload = parts[1].Replace('-', '+').Replace('_', '/');
            using JsonDocument claims = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                && claims.RootElement.TryGetProperty("exp", out JsonElement exp)
                && exp.ValueKind == JsonValueKind.Number
                && exp.TryGetDouble(out double seconds)
                    ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
                    : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }
}
