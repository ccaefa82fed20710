using System.Text.Json;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Rendering;
using OcmPowerShell.Sandbox.Api.Resources;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Certificate signing requests: their shape. What they lead to is said elsewhere.</summary>
internal static class CertificateKind
{
    /// <summary>How they are served.</summary>
    public static readonly ResourceDefinition Definition = new()
    {
        Type = KubernetesTypes.CertificateSigningRequest,
        Schema = Root(
            "CertificateSigningRequest",
            "Asks for a certificate; somebody approves it, and a signer issues it.",
            ("spec*", Struct(
                "CertificateSigningRequestSpec",
                "What is asked for, and by whom. It never changes.",
                ("expirationSeconds", Int32("Seconds that the certificate is to be good for.")),
                ("extra", Map("What else is known of the one who asks.", Texts("The values."))),
                ("groups", Texts("Groups of the one who asks.")),
                ("request*", Bytes("The PKCS#10 request in PEM.")),
                ("signerName*", Text("Who is to sign.")),
                ("uid", Text("The uid of the one who asks.")),
                ("usages", Texts("What the certificate is for.")),
                ("username", Text("The name of the one who asks.")))),
            ("status", Struct(
                "CertificateSigningRequestStatus",
                "What became of it.",
                ("certificate", Bytes("The certificate in PEM.")),
                ("conditions", Conditions("CertificateSigningRequestCondition", "Whether it is approved, denied or failed.", ("lastUpdateTime", Moment("When it was last written."))))))),
        IsBuiltIn = true,
        HasGeneration = false,
        HasServerSpec = true,
        SelectableFields = ["spec.signerName"],
        Columns =
        [
            Cells.Age,
            Cells.Column("SignerName", "Who is to sign.", value => value.Text("spec", "signerName").OrNone()),
            Cells.Column("Requestor", "Who asks.", value => value.Text("spec", "username")),
            Cells.Column("RequestedDuration", "How long the certificate is to be good for.", value => value.Number("spec", "expirationSeconds") is > 0 and var seconds
                ? HumanDuration.Format(TimeSpan.FromSeconds(seconds))
                : Cells.None),
            Cells.Column("Condition", "What became of it.", ConditionOf),
        ],
    };

    private static string ConditionOf(JsonElement request)
    {
        string[] types = [.. request.Items("status", "conditions").Select(condition => condition.Text("type"))];
        string state = types.Contains("Denied") ? "Denied" : types.Contains("Approved") ? "Approved" : "Pending";
        return state
            + (types.Contains("Failed") ? ",Failed" : string.Empty)
            + (request.Text("status", "certificate").Length > 0 ? ",Issued" : string.Empty);
    }
}
