using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>What a credential plugin answered: the status of an ExecCredential. Holds secrets and has no text form of them.</summary>
internal sealed class ExecResponse
{
    private ExecResponse()
    {
    }

    /// <summary>The bearer token; null for none.</summary>
    public string? Token { get; private init; }

    /// <summary>The client certificate's PEM; null for none.</summary>
    public byte[]? Certificate { get; private init; }

    /// <summary>The key's PEM; there exactly when the certificate is.</summary>
    public byte[]? Key { get; private init; }

    /// <summary>When to ask again; null for not before the hub refuses what was given.</summary>
    public DateTimeOffset? Expiration { get; private init; }

    /// <summary>Reads what a plugin printed.</summary>
    /// <exception cref="HubException"><c>CredentialPluginInvalid</c>. Nothing of what was printed is told.</exception>
    public static ExecResponse Parse(ReadOnlyMemory<byte> output, ExecConfig config)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output.Span.StartsWith(Encoding.UTF8.Preamble) ? output[Encoding.UTF8.Preamble.Length..] : output);
            return Read(document.RootElement, config);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what a JSON reader makes of half a character.
            throw ExecErrors.Invalid(config, output.IsEmpty ? "printed nothing" : "printed something that is not JSON");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(ExecResponse);

    private static ExecResponse Read(JsonElement root, ExecConfig config)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "kind", config) != "ExecCredential")
        {
            throw ExecErrors.Invalid(config, "did not print an ExecCredential");
        }

        if (Text(root, "apiVersion", config) != config.ApiVersion)
        {
            throw ExecErrors.Invalid(config, $"did not answer in {config.ApiVersion}, in which it was asked");
        }

        if (!root.TryGetProperty("status", out JsonElement status) || status.ValueKind != JsonValueKind.Object)
        {
            throw ExecErrors.Invalid(config, "printed an ExecCredential without a status");
        }

        string? token = Text(status, "token", config);
        string? certificate = Text(status, "clientCertificateData", config);
        string? key = Text(status, "clientKeyData", config);
        if ((certificate is null) != (key is null))
        {
            throw ExecErrors.Invalid(config, "gave only one of clientCertificateData and clientKeyData");
        }

        if (token is null && key is null)
        {
            throw ExecErrors.Invalid(config, "gave neither a token nor a client certificate");
        }

        if (token is not null && !StaticToken.CanBeSent(token))
        {
            throw ExecErrors.Invalid(config, "gave a token that holds a line break or another character that no token has");
        }

        return new ExecResponse
        {
            Token = token,
            Certificate = certificate is null ? null : Encoding.UTF8.GetBytes(certificate),
            Key = key is null ? null : Encoding.UTF8.GetBytes(key),
            Expiration = Time(Text(status, "expirationTimestamp", config), config),
        };
    }

    private static string? Text(JsonElement parent, string field, ExecConfig config) =>
        !parent.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind != JsonValueKind.String ? throw ExecErrors.Invalid(config, $"printed a {field} that is not text")
        : value.GetString() is { Length: > 0 } text ? text
        : null;

    private static DateTimeOffset? Time(string? text, ExecConfig config) =>
        text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw ExecErrors.Invalid(config, "printed an expirationTimestamp that is not a time");
}
