using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Certificates;

/// <summary>What the API server writes into a request for a certificate (who asks), and refuses of it. Its spec never changes.</summary>
internal sealed class CertificateRequestAdmission : IAdmission
{
    private const string Organization = "2.5.4.10";

    public void Mutate(AdmissionRequest request)
    {
        if (request.Before is { } before)
        {
            request.Value.SetOrRemove("spec", before["spec"]);
            return;
        }

        if (request.Value["spec"] is not JsonObject spec)
        {
            request.Value["spec"] = spec = [];
        }

        spec["username"] = request.User.User;
        spec["groups"] = Texts(request.User.Groups);
        spec.SetOrRemove("uid", request.User.Uid is { } uid ? (JsonNode)uid : null);
        spec.SetOrRemove("extra", request.User.Extra.Count == 0
            ? null
            : new JsonObject(request.User.Extra.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Texts(pair.Value)))));
    }

    public void Validate(AdmissionRequest request)
    {
        if (request.Before is not null)
        {
            return;
        }

        JsonObject? spec = request.Value.Object("spec");
        string name = request.Value.Metadata().Text("name") ?? string.Empty;
        FieldError[] errors = [.. Errors(spec)];
        if (errors.Length > 0)
        {
            throw Refusal.Invalid(KubernetesTypes.CertificateSigningRequest, name, errors);
        }

        string signer = spec.Text("signerName")!;
        if (signer == CertificateRequests.ClientSigner
            && CertificateRequests.Read(spec.Text("request")) is { } asked
            && CertificateRequests.Values(asked.SubjectName, Organization).Contains(Server.Identity.Masters))
        {
            throw Refusal.Forbidden(
                KubernetesTypes.CertificateSigningRequest, name, $"use of {signer} signer with {Server.Identity.Masters} group is not allowed");
        }
    }

    private static IEnumerable<FieldError> Errors(JsonObject? spec)
    {
        string? request = spec.Text("request");
        if (CertificateRequests.Read(request) is null)
        {
            yield return FieldError.Invalid("spec.request", "[]byte{}", "PEM block type must be CERTIFICATE REQUEST");
        }

        if (spec.Texts("usages").Count == 0)
        {
            yield return FieldError.Required("spec.usages");
        }

        string signer = spec.Text("signerName") ?? string.Empty;
        if (signer.Length == 0)
        {
            yield return FieldError.Required("spec.signerName");
        }
        else if (!signer.Contains('/'))
        {
            yield return FieldError.Invalid("spec.signerName", $"\"{signer}\"", "must be a fully qualified domain and path of the form 'example.com/signer-name'");
        }

        if (spec.Whole("expirationSeconds") is < 600 and var seconds)
        {
            yield return FieldError.Invalid("spec.expirationSeconds", FormattableString.Invariant($"{seconds}"), "may not specify a duration less than 600 seconds (10 minutes)");
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
