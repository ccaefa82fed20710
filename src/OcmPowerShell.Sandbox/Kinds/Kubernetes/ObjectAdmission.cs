using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Fills in what a real API server would of kinds that have more than a spec.</summary>
/// <param name="fill">Gets the object, and the object as it is stored (null when it is being created).</param>
internal sealed class ObjectAdmission(Action<JsonObject, JsonObject?> fill) : IAdmission
{
    public void Mutate(AdmissionRequest request) => fill(request.Value, request.Before);

    public void Validate(AdmissionRequest request)
    {
        // The schema and the rules of the kind say what may be.
    }
}
