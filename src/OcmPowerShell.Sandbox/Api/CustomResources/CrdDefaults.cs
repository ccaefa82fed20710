using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.CustomResources;

/// <summary>What a CustomResourceDefinition may leave out.</summary>
internal sealed class CrdDefaults : IAdmission
{
    public void Mutate(AdmissionRequest request)
    {
        if (request.Value.Object("spec") is not JsonObject spec)
        {
            return;
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        if (spec.Object("names") is JsonObject names && names.Text("kind") is { Length: > 0 } kind)
        {
            names["singular"] ??= kind.ToLowerInvariant();
            names["listKind"] ??= $"{kind}List";
        }

        if (request.Before is null)
        {
            CrdStatus.Remember(request.Value);
        }
    }

    public void Validate(AdmissionRequest request)
    {
        // The rules of the kind say all there is to say.
    }
}
