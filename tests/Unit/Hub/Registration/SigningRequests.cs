using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>Requests for certificates, as agents and others make them.</summary>
internal static class SigningRequests
{
    public const string CommonName = "2.5.4.3";
    public const string Organization = "2.5.4.10";
    public const string Agent = "system:open-cluster-management:one:agent";
    public const string Own = "system:open-cluster-management:one";
    public const string All = "system:open-cluster-management:managed-clusters";

    /// <summary>The PEM of a request for a name that is made of parts; a part may hold several values, as Go writes them.</summary>
    public static string Pem(params (string Type, string Value, UniversalTagNumber Tag)[][] parts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var part in parts)
            {
                using (writer.PushSetOf())
                {
                    foreach ((string type, string value, UniversalTagNumber tag) in part)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(type);
                            if (tag == UniversalTagNumber.OctetString)
                            {
                                writer.WriteOctetString(Encoding.UTF8.GetBytes(value));
                            }
                            else
                            {
                                writer.WriteCharacterString(tag, value);
                            }
                        }
                    }
                }
            }
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(new X500DistinguishedName(writer.Encode()), key, HashAlgorithmName.SHA256).CreateSigningRequestPem() + "\n";
    }

    public static (string Type, string Value, UniversalTagNumber Tag)[] Part(string type, params string[] values) =>
        [.. values.Select(value => (type, value, UniversalTagNumber.UTF8String))];

    /// <summary>As a klusterlet of cluster one sends it.</summary>
    public static string Klusterlet() => Pem(Part(Organization, Own, All), Part(CommonName, Agent));

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
