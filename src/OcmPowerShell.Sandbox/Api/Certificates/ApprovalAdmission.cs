using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Authorization;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Certificates;

/// <summary>
/// <c>certificatesigningrequests/NAME/approval</c>: approval or denial, one of both and for good, by somebody who may
/// approve for that signer.
/// </summary>
internal sealed class ApprovalAdmission(TimeProvider time) : IAdmission
{
    private const string Approved = "Approved";
    private const string Denied = "Denied";

    private static readonly ResourceType Type = KubernetesTypes.CertificateSigningRequest;

    /// <summary>The subresource.</summary>
    public static ObjectPart Part(TimeProvider time) => new("approval", Take) { Admission = [new ApprovalAdmission(time)] };

    public void Mutate(AdmissionRequest request)
    {
        string now = Timestamp.Now(time);
        foreach (JsonObject condition in Conditions(request.Value))
        {
            condition["lastUpdateTime"] ??= now;
            condition["lastTransitionTime"] ??= now;
        }
    }

    public void Validate(AdmissionRequest request)
    {
        string name = request.Value.Metadata().Text("name") ?? string.Empty;
        RequireRight(request, name);
        FieldError[] errors = [.. Errors(Conditions(request.Value), Conditions(request.Before))];
        if (errors.Length > 0)
        {
            throw Refusal.Invalid(Type, name, errors);
        }
    }

    private static void Take(JsonObject stored, JsonObject sent)
    {
        if (stored["status"] is not JsonObject status)
        {
            stored["status"] = status = [];
        }

        status.SetOrRemove("conditions", sent.Object("status").Array("conditions"));
    }

    private static JsonObject[] Conditions(JsonObject? value) => [.. (value.Object("status").Array("conditions") ?? []).OfType<JsonObject>()];

    private static IEnumerable<FieldError> Errors(JsonObject[] conditions, JsonObject[] before)
    {
        string[] types = [.. conditions.Select(condition => condition.Text("type") ?? string.Empty)];
        for (int index = 0; index < types.Length; index++)
        {
            string field = FormattableString.Invariant($"status.conditions[{index}]");
            if (types[index].Length == 0)
            {
                yield return FieldError.Required($"{field}.type");
            }
            else if (types[index] is Approved or Denied && conditions[index].Text("status") is not (null or "True"))
            {
                yield return FieldError.Unsupported($"{field}.status", GoText.Quoted(conditions[index].Text("status") ?? ""), ["True"]);
            }

            if (types[index] == Denied && types.Contains(Approved))
            {
                yield return FieldError.Invalid($"{field}.type", GoText.Quoted(Denied), "Approved and Denied conditions are mutually exclusive");
            }
        }

        foreach (string kept in before.Select(condition => condition.Text("type")).OfType<string>().Where(type => type is Approved or Denied).Except(types))
        {
            yield return FieldError.Forbidden("status.conditions", $"updates may not remove a condition of type {GoText.Quoted(kept)}");
        }
    }

    private static void RequireRight(AdmissionRequest request, string name)
    {
        string signer = request.Value.Object("spec").Text("signerName") ?? string.Empty;
        bool may = new[] { signer, $"{signer.Split('/')[0]}/*" }.Any(allowed => request.Authorizer.Allows(
            request.User, new RequestAttributes("approve", string.Empty) { Group = Type.Group, Version = "*", Resource = "signers", Name = allowed }));
        if (!may)
        {
            throw Refusal.Forbidden(Type, name, $"user not permitted to approve requests with signerName {GoText.Quoted(signer)}");
        }
    }
}
