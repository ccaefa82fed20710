using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OcmPowerShell.Sandbox.Api.Certificates;

/// <summary>Reads requests for certificates, as PKCS #10 in PEM.</summary>
internal static class CertificateRequests
{
    /// <summary>The signer of certificates that clients of the API server show.</summary>
    public const string ClientSigner = "kubernetes.io/kube-apiserver-client";

    private const int LongestRequest = 64 * 1024;

    /// <summary>The PEM in a <c>spec.request</c>; null where it is none.</summary>
    public static string? Pem(string? base64)
    {
        if (base64 is null || base64.Length > LongestRequest)
        {
            return null;
        }

        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? Encoding.ASCII.GetString(bytes, 0, length) : null;
    }

    /// <summary>The request in a <c>spec.request</c>; null where it is none, or not signed by the key it is for.</summary>
    public static CertificateRequest? Read(string? base64)
    {
        try
        {
            return Pem(base64) is { } pem ? CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256) : null;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or AsnContentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>All values of a kind in a name: Go writes several organizations into one part of it.</summary>
    public static IEnumerable<string> Values(X500DistinguishedName name, string kind)
    {
        foreach (X500RelativeDistinguishedName part in name.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            AsnReader set = new AsnReader(part.RawData, AsnEncodingRules.DER).ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                AsnReader element = set.ReadSequence();
                string type = element.ReadObjectIdentifier();
                Asn1Tag tag = element.PeekTag();
                if (type == kind
                    && tag.TagClass == TagClass.Universal
                    && (UniversalTagNumber)tag.TagValue is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String)
                {
                    yield return element.ReadCharacterString((UniversalTagNumber)tag.TagValue);
                }
            }
        }
    }
}
