using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

/// <summary>Fills in what a real API server would, whoever writes the object.</summary>
/// <param name="fill">Gets the spec, the whole object, and the object as it is stored (null when it is being created).</param>
internal sealed class DefaultsAdmission(Action<JsonObject, JsonObject, JsonObject?> fill) : IAdmission
{
    public void Mutate(AdmissionRequest request)
    {
        if (request.Value["spec"] is JsonObject spec)
        {
            fill(spec, request.Value, request.Before);
        }
    }

    public void Validate(AdmissionRequest request)
    {
        // The schema and the rules of the kind say what may be.
    }
}
