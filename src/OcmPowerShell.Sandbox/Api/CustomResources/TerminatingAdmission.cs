using OcmPowerShell.Sandbox.Api.Admission;

namespace OcmPowerShell.Sandbox.Api.CustomResources;

/// <summary>While its definition is being deleted, a kind gets no new objects.</summary>
internal sealed class TerminatingAdmission : IAdmission
{
    public void Mutate(AdmissionRequest request)
    {
        if (request.Before is null)
        {
            throw new ApiException(405, "MethodNotAllowed", "create not allowed while custom resource definition is terminating", []);
        }
    }

    public void Validate(AdmissionRequest request)
    {
        // What exists may still change, so that its finalizers can go.
    }
}
