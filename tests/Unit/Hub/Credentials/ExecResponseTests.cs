using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection.Credentials.Exec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>What a credential plugin may answer.</summary>
public sealed class ExecResponseTests : IDisposable
{
    private const string Head = "\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\"";

    private readonly Plugin _plugin = new();

    public void Dispose() => _plugin.Dispose();

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("sup3r-s3cret", "not JSON")]
    [InlineData("{\"token\":\"sup3r-s3cret\"", "not JSON")]
    [InlineData("[\"sup3r-s3cret\"]", "ExecCredential")]
    [InlineData("{\"status\":{\"token\":\"sup3r-s3cret\"}}", "ExecCredential")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredentials\",\"status\":{\"token\":\"sup3r-s3cret\"}}", "ExecCredential")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"sup3r-s3cret\"}}", "client.authentication.k8s.io/v1,")]
    [InlineData("{" + Head + "}", "without a status")]
    [InlineData("{" + Head + ",\"status\":null}", "without a status")]
    [InlineData("{" + Head + ",\"status\":{}}", "neither")]
    [InlineData("{" + Head + ",\"status\":{\"token\":\"\"}}", "neither")]
    [InlineData("{" + Head + ",\"status\":{\"token\":5}}", "token that is not text")]
    [InlineData("{" + Head + ",\"status\":{\"token\":\"sup3r-s3cret\\n\"}}", "line break")]
    [InlineData("{" + Head + ",\"status\":{\"token\":\"sup3r-s3cret\",\"clientKeyData\":\"sup3r-s3cret\"}}", "only one of")]
    [InlineData("{" + Head + ",\"status\":{\"clientCertificateData\":\"sup3r-s3cret\"}}", "only one of")]
    [InlineData("{" + Head + ",\"status\":{\"clientCertificateData\":\"sup3r-s3cret\",\"clientKeyData\":\"sup3r-s3cret\"}}", "PEM")]
    [InlineData("{" + Head + ",\"status\":{\"token\":\"sup3r-s3cret\",\"expirationTimestamp\":\"soon\"}}", "not a time")]
    public async Task What_is_no_answer_is_refused_and_not_told(string output, string said)
    {
        HubException error = await Assert.ThrowsAsync<HubException>(async () => await _plugin.Credentials("out", output).TokenAsync());

        Assert.Equal("CredentialPluginInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFEFF{" + Head + ",\"status\":{\"token\":\"t\"},\"spec\":{\"unknown\":[1]}}\r\n")]
    [InlineData("\n\n {" + Head + ",\"status\":{\"token\":\"t\",\"clientKeyData\":null,\"clientCertificateData\":\"\",\"expirationTimestamp\":null}}")]
    public async Task What_some_plugins_add_does_no_harm(string output) =>
        Assert.Equal("t", await _plugin.Credentials("out-file", _plugin.Write("output", output)).TokenAsync());

    [Theory]
    [InlineData("2030-01-02T03:04:05Z")]
    [InlineData("2030-01-02T04:04:05+01:00")]
    [InlineData("2030-01-02T03:04:05.000000Z")]
    public void A_time_is_read_in_any_zone(string text)
    {
        ExecResponse response = ExecResponse.Parse(Encoding.UTF8.GetBytes($"{{{Head},\"status\":{{\"token\":\"t\",\"expirationTimestamp\":\"{text}\"}}}}"), _plugin.Config());

        Assert.Equal(DateTimeOffset.Parse("2030-01-02T03:04:05Z", CultureInfo.InvariantCulture), response.Expiration);
    }

    [Fact]
    public void Any_bytes_are_an_answer_or_a_refusal()
    {
        string[] pieces = ["{", "}", "[", "\"", ":", ",", "null", "1e999", "\\ud800", Head, "\"status\"", "\"token\"", "\"t\"", "\0", "\u00e9"];
        Gen<byte[]> outputs = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>(),
            Gen.Elements(pieces).ListOf().Select(list => Encoding.Latin1.GetBytes(string.Concat(list))));

        Prop.ForAll(outputs.ToArbitrary(), IsReadOrRefused).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private bool IsReadOrRefused(byte[] output)
    {
        try
        {
            return ExecResponse.Parse(output, _plugin.Config()).Token is not null;
        }
        catch (HubException error)
        {
            return error.ErrorId == "CredentialPluginInvalid";
        }
    }
}
