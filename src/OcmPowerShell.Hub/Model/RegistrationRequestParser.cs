using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Registration;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="RegistrationRequest"/> of a CertificateSigningRequest's JSON.</summary>
internal static class RegistrationRequestParser
{
    /// <summary>Label with the cluster's name.</summary>
    public const string ClusterLabel = "open-cluster-management.io/cluster-name";

    private const string AddOnLabel = "open-cluster-management.io/addon-name";

    /// <summary>Parses one object; whether it would be approved depends on the others of its cluster.</summary>
    public static RegistrationRequest Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        SigningRequest asked = SigningRequest.Read(value.TextAt("spec", "request"));
        var request = new RegistrationRequest
        {
            RequestName = value.TextAt("metadata", "name") ?? "",
            Requester = value.TextAt("spec", "username") ?? "",
            Groups = value.TextsAt("spec", "groups"),
            SignerName = value.TextAt("spec", "signerName") ?? "",
            CommonName = asked.CommonName,
            Organizations = asked.Organizations,
            Unreadable = asked.Problem,
        };
        MetadataParser.Fill(request, value, json, hub, includeJson);
        request.Cluster = request.Labels.GetValueOrDefault(ClusterLabel, "");
        request.AddOn = request.Labels.GetValueOrDefault(AddOnLabel, "");
        request.Status = StatusOf(request, value.TextAt("status", "certificate") is { Length: > 0 });
        return request;
    }

    private static RegistrationRequestStatus StatusOf(RegistrationRequest request, bool issued) =>
        request.Conditions.Any(condition => condition.Type == "Denied") ? RegistrationRequestStatus.Denied
        : request.Conditions.Any(condition => condition.Type == "Failed") ? RegistrationRequestStatus.Failed
        : issued ? RegistrationRequestStatus.Issued
        : request.Conditions.Any(condition => condition.Type == "Approved") ? RegistrationRequestStatus.Approved
        : RegistrationRequestStatus.Pending;
}
