using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>OCM's webhook for bindings of cluster sets.</summary>
internal sealed class ManagedClusterSetBindingAdmission : IAdmission
{
    private const string Validator = "managedclustersetbindingvalidators.admission.cluster.open-cluster-management.io";

    public void Mutate(AdmissionRequest request)
    {
        // There is no mutating webhook for bindings.
    }

    public void Validate(AdmissionRequest request)
    {
        string set = request.Value.Object("spec").Text("clusterSet") ?? string.Empty;
        if (request.Value.Metadata().Text("name") != set)
        {
            throw Refusal.Denied(Validator, "The ManagedClusterSetBinding must have the same name as the target ManagedClusterSet");
        }

        var bind = new RequestAttributes("create", string.Empty)
        {
            Group = OcmTypes.ManagedClusterSet.Group,
            Resource = OcmTypes.ManagedClusterSet.Plural,
            Subresource = "bind",
            Name = set,
        };
        if (request.Before is null && !request.Authorizer.Allows(request.User, bind))
        {
            throw Refusal.DeniedAsForbidden(
                Validator, OcmTypes.ManagedClusterSet, "bind", set, $"user \"{request.User.User}\" is not allowed to bind cluster set \"{set}\"");
        }
    }
}
