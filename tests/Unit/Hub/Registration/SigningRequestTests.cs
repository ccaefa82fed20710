using System.Formats.Asn1;
using OcmPowerShell.Hub.Registration;
using Xunit;
using static OcmPowerShell.Tests.Hub.Registration.SigningRequests;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>Reading requests for certificates that anybody may have written.</summary>
public sealed class SigningRequestTests
{
    private static readonly Dictionary<string, (Func<string?> Text, string Problem)> Bad = new()
    {
        ["nothing"] = (() => null, "no certificate request"),
        ["empty"] = (() => "", "no certificate request"),
        ["no base64"] = (() => "%%%", "no base64"),
        ["a text"] = (() => Base64("hello"), "not one block"),
        ["endless"] = (() => new string('A', 1 << 17), "longer than any"),
        ["a certificate's label"] = (() => Base64(Klusterlet().Replace("CERTIFICATE REQUEST", "CERTIFICATE", StringComparison.Ordinal)), "not one block"),
        ["two blocks"] = (() => Base64(Klusterlet() + Klusterlet()), "not one block"),
        ["words before"] = (() => Base64("hello\n" + Klusterlet()), "not one block"),
        ["words after"] = (() => Base64(Klusterlet() + "hello"), "not one block"),

        // Go reads the first of these, .NET the second.
        ["a block with headers, and another"] = (() => Base64(Klusterlet().Replace("REQUEST-----\n", "REQUEST-----\nProc-Type: 4,ENCRYPTED\n\n", StringComparison.Ordinal).Replace("-----END", "\n-----END", StringComparison.Ordinal) + Klusterlet()), "not one block"),
        ["a block of nothing"] = (() => Base64("-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n"), "cannot be read"),
        ["a block of something else"] = (() => Base64("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"), "cannot be read"),
        ["no common name"] = (() => Base64(Pem(Part(Organization, Own))), "no common name"),
        ["no name at all"] = (() => Base64(Pem()), "no common name"),
        ["an empty common name"] = (() => Base64(Pem(Part(CommonName, ""))), "no common name"),
        ["two common names"] = (() => Base64(Pem(Part(CommonName, Agent), Part(CommonName, "system:admin"))), "several common names"),
        ["two common names in one part"] = (() => Base64(Pem(Part(CommonName, Agent, "system:admin"))), "several common names"),
        ["a common name that is no text"] = (() => Base64(Pem([(CommonName, Agent, UniversalTagNumber.OctetString)])), "cannot be read"),
        ["a group that is no text"] = (() => Base64(Pem(Part(CommonName, Agent), [(Organization, "system:masters", UniversalTagNumber.OctetString)])), "cannot be read"),
    };

    public static TheoryData<string> BadOnes => [.. Bad.Keys];

    [Fact]
    public void A_klusterlets_request_tells_its_name_and_groups()
    {
        SigningRequest read = SigningRequest.Read(Base64(Klusterlet()));

        Assert.Equal((Agent, ""), (read.CommonName, read.Problem));
        Assert.Equivalent(new[] { Own, All }, read.Organizations, strict: true);
    }

    [Fact]
    public void Groups_in_parts_of_their_own_and_names_in_other_alphabets_are_read_as_well()
    {
        SigningRequest read = SigningRequest.Read(Base64(Pem(
            Part("2.5.4.6", "DE"), Part(Organization, All), [(Organization, Own, UniversalTagNumber.PrintableString)], [(CommonName, Agent, UniversalTagNumber.BMPString)])));

        Assert.Equal((Agent, ""), (read.CommonName, read.Problem));
        Assert.Equal([All, Own], read.Organizations);
    }

    [Theory]
    [MemberData(nameof(BadOnes))]
    public void What_others_could_read_otherwise_is_not_read(string which)
    {
        SigningRequest read = SigningRequest.Read(Bad[which].Text());

        Assert.Contains(Bad[which].Problem, read.Problem, StringComparison.Ordinal);
        Assert.Equal("", read.CommonName);
    }

    [Fact]
    public void Whatever_becomes_of_a_request_it_is_read_or_refused_and_never_thrown()
    {
        var random = new Random(20261122);
        string pem = Klusterlet();
        int read = 0;
        for (int round = 0; round < 3000; round++)
        {
            char[] text = pem.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                text[random.Next(text.Length)] = (char)random.Next(1, 128);
            }

            SigningRequest result = SigningRequest.Read(Base64(new string(text, 0, random.Next(4) == 0 ? random.Next(text.Length) : text.Length)));
            Assert.Equal(result.Problem.Length == 0, result.CommonName.Length > 0);
            read += result.Problem.Length == 0 ? 1 : 0;
        }

        // Signatures are not looked at, so some changes do no harm; most do.
        Assert.InRange(read, 1, 2900);
    }
}
