using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.ServiceAccounts;

/// <summary>Signed claims in the form of a JSON web token (ES256).</summary>
internal sealed class JsonWebToken : IDisposable
{
    private const int LongestToken = 16 * 1024;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _header;

    /// <param name="keyPem">The key in PEM, which another run had too; null for a new one.</param>
    public JsonWebToken(string? keyPem)
    {
        if (keyPem is not null)
        {
            _key.ImportFromPem(keyPem);
        }

        string id = Encode(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()));
        _header = Encode(JsonText.AsBuilt(new JsonObject { ["alg"] = "ES256", ["kid"] = id }));
    }

    /// <summary>Signs claims.</summary>
    public string Sign(JsonObject claims)
    {
        string signed = $"{_header}.{Encode(JsonText.AsBuilt(claims))}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>The claims of a token that was signed here; null for any other text.</summary>
    public JsonObject? Read(string token)
    {
        int end = token.LastIndexOf('.');
        if (token.Length > LongestToken || end <= _header.Length || !token.StartsWith(_header + ".", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return _key.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Decode(token[(end + 1)..]), HashAlgorithmName.SHA256)
                ? JsonText.Parse(Decode(token[(_header.Length + 1)..end])) as JsonObject
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] Decode(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}
