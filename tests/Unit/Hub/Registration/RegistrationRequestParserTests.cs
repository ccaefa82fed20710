using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Tests.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>What a CertificateSigningRequest's JSON becomes.</summary>
public sealed class RegistrationRequestParserTests
{
    [Fact]
    public void The_recorded_request_was_approved_and_its_certificate_is_there()
    {
        JsonNode list = JsonNode.Parse(Recorded.Read("csr.yaml").Span)!;
        RegistrationRequest request = RegistrationRequestParser.Parse(Encoding.UTF8.GetBytes(list["items"]![0]!.ToJsonString()), "hub", includeJson: true);

        Assert.Equal(("one-4stpw", "one", RegistrationRequestStatus.Issued), (request.RequestName, request.Cluster, request.Status));
        Assert.Equal("system:serviceaccount:open-cluster-management:agent-registration-bootstrap", request.Requester);
        Assert.Contains("system:serviceaccounts:open-cluster-management", request.Groups);
        Assert.Equal("kubernetes.io/kube-apiserver-client", request.SignerName);
        Assert.Equal(new DateTime(2026, 11, 22, 7, 25, 37, DateTimeKind.Utc), request.Created);
        Assert.Equal("clusteradm Approve", Assert.Single(request.Conditions).Reason);
        Assert.NotNull(request.Json);
    }

    [Theory]
    [InlineData("""{}""", RegistrationRequestStatus.Pending)]
    [InlineData("""{"status":null}""", RegistrationRequestStatus.Pending)]
    [InlineData("""{"status":{"conditions":"none"}}""", RegistrationRequestStatus.Pending)]
    [InlineData("""{"status":{"conditions":[{"type":"Approved","status":"True"}]}}""", RegistrationRequestStatus.Approved)]
    [InlineData("""{"status":{"certificate":"QQ==","conditions":[{"type":"Approved","status":"True"}]}}""", RegistrationRequestStatus.Issued)]
    [InlineData("""{"status":{"conditions":[{"type":"Approved","status":"True"},{"type":"Failed","status":"True"}]}}""", RegistrationRequestStatus.Failed)]
    [InlineData("""{"status":{"conditions":[{"type":"Denied","status":"True"}]}}""", RegistrationRequestStatus.Denied)]
    [InlineData("""{"metadata":7,"spec":[],"status":{"conditions":[7,{"type":"Denied"}]}}""", RegistrationRequestStatus.Denied)]
    public void A_request_has_one_state_whatever_else_is_in_it(string json, RegistrationRequestStatus status) =>
        Assert.Equal(status, RegistrationRequestParser.Parse(Encoding.UTF8.GetBytes(json), "hub", includeJson: false).Status);
}
