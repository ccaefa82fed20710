using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OcmPowerShell.Hub.Registration;

/// <summary>What a PKCS #10 request asks a certificate for. Whoever may ask has written it: it may be anything.</summary>
internal sealed class SigningRequest
{
    private const string CommonNameType = "2.5.4.3";
    private const string OrganizationType = "2.5.4.10";

    // A request with an RSA key of 16,384 bits has some 6 KB.
    private const int LongestText = 64 * 1024;

    private const string Label = "CERTIFICATE REQUEST";

    private SigningRequest(string commonName, IReadOnlyList<string> organizations, string problem) =>
        (CommonName, Organizations, Problem) = (commonName, organizations, problem);

    /// <summary>The name; empty where there is a <see cref="Problem"/>.</summary>
    public string CommonName { get; }

    /// <summary>The groups.</summary>
    public IReadOnlyList<string> Organizations { get; }

    /// <summary>Why it is not to be relied on; empty when it is.</summary>
    public string Problem { get; }

    /// <summary>Reads a <c>spec.request</c>: PEM in base64.</summary>
    public static SigningRequest Read(string? base64)
    {
        if (string.IsNullOrEmpty(base64))
        {
            return Bad("there is no certificate request in it");
        }

        if (base64.Length > LongestText)
        {
            return Bad("its certificate request is longer than any real one");
        }

        byte[] bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out int length))
        {
            return Bad("its certificate request is no base64");
        }

        try
        {
            return Of(Encoding.Latin1.GetString(bytes, 0, length).Trim());
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException or ArgumentException or NotSupportedException or FormatException or InvalidOperationException)
        {
            return Bad("its certificate request cannot be read");
        }
    }

    private static SigningRequest Of(string pem)
    {
        // The signer reads the first block that it understands. With one block and nothing else, both read the same.
        if (!PemEncoding.TryFind(pem, out PemFields fields)
            || fields.Location.GetOffsetAndLength(pem.Length) is not (0, var found) || found != pem.Length
            || !pem.AsSpan()[fields.Label].SequenceEqual(Label))
        {
            return Bad("its certificate request is not one block of PEM");
        }

        CertificateRequest asked = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation);
        List<string> names = [];
        List<string> organizations = [];
        foreach (X500RelativeDistinguishedName part in asked.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            // Go writes several organizations into one part of the name.
            AsnReader set = new AsnReader(part.RawData, AsnEncodingRules.DER).ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                AsnReader element = set.ReadSequence();
                switch (element.ReadObjectIdentifier())
                {
                    case CommonNameType:
                        names.Add(Text(element));
                        break;
                    case OrganizationType:
                        organizations.Add(Text(element));
                        break;
                }
            }
        }

        return names switch
        {
            [] or [""] => new SigningRequest("", organizations, "its certificate request has no common name"),
            [var name] => new SigningRequest(name, organizations, ""),

            // Which of them counts, every reader decides for itself.
            _ => new SigningRequest("", organizations, $"its certificate request has several common names ({string.Join(", ", names)})"),
        };
    }

    private static string Text(AsnReader element)
    {
        var type = (UniversalTagNumber)element.PeekTag().TagValue;
        return type is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.T61String or UniversalTagNumber.BMPString or UniversalTagNumber.NumericString
                ? element.ReadCharacterString(type)
                : throw new AsnContentException();
    }

    private static SigningRequest Bad(string problem) => new("", [], problem);
}
