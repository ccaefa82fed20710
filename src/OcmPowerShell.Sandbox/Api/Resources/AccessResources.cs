using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Authorization;
using OcmPowerShell.Sandbox.Api.Certificates;
using OcmPowerShell.Sandbox.Api.ServiceAccounts;
using OcmPowerShell.Sandbox.Api.Subresources;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>What makes the kinds of access control more than data: rules for who writes them, and resources below them.</summary>
internal static class AccessResources
{
    /// <summary>Gives the kinds of a table their rules and subresources.</summary>
    /// <param name="table">The kinds of a server; those of access control are among them.</param>
    /// <param name="rights">Who may do what.</param>
    /// <param name="tokens">Issues tokens.</param>
    /// <param name="time">The clock.</param>
    public static void Add(ResourceTable table, RbacAuthorizer rights, ServiceAccountTokens tokens, TimeProvider time)
    {
        var escalation = new EscalationRule(rights);
        foreach (ResourceType type in new[] { KubernetesTypes.Role, KubernetesTypes.ClusterRole })
        {
            Add(table, type, [new RoleAdmission(type, escalation)]);
        }

        foreach (ResourceType type in new[] { KubernetesTypes.RoleBinding, KubernetesTypes.ClusterRoleBinding })
        {
            Add(table, type, [new RoleBindingAdmission(type, escalation)]);
        }

        Add(table, KubernetesTypes.ServiceAccount, [], new TokenSubresource(tokens));
        Add(table, KubernetesTypes.CertificateSigningRequest, [new CertificateRequestAdmission()], ApprovalAdmission.Part(time));
    }

    private static void Add(
        ResourceTable table, ResourceType type, IReadOnlyList<IAdmission> admission, params IReadOnlyList<ISubresource> subresources)
    {
        ResourceDefinition known = table.Get(type);
        table.Add(known with
        {
            Admission = [.. known.Admission, .. admission],
            Subresources = [.. known.Subresources, .. subresources],
        });
    }
}
