using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Authorization;
using OcmPowerShell.Sandbox.Api.Certificates;
using OcmPowerShell.Sandbox.Api.ServiceAccounts;
using OcmPowerShell.Sandbox.Api.Subresources;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>What makes the kinds of access control more than data: rules for who writes them, and resources below them.</summary>
internal static class AccessResources
{
    /// <summary>Adds the kinds to a table that lacks them, without a schema, and their rules to all.</summary>
    /// <param name="table">The kinds of a server.</param>
    /// <param name="rights">Who may do what.</param>
    /// <param name="tokens">Issues tokens.</param>
    /// <param name="time">The clock.</param>
    public static void Add(ResourceTable table, RbacAuthorizer rights, ServiceAccountTokens tokens, TimeProvider time)
    {
        var escalation = new EscalationRule(rights);
        foreach (ResourceType type in new[] { KubernetesTypes.Role, KubernetesTypes.ClusterRole })
        {
            Add(table, type, NameForm.PathSegment, [new RoleAdmission(type, escalation)]);
        }

        foreach (ResourceType type in new[] { KubernetesTypes.RoleBinding, KubernetesTypes.ClusterRoleBinding })
        {
            Add(table, type, NameForm.PathSegment, [new RoleBindingAdmission(type, escalation)]);
        }

        Add(table, KubernetesTypes.ConfigMap, NameForm.Subdomain, []);
        Add(table, KubernetesTypes.Secret, NameForm.Subdomain, []);
        Add(table, KubernetesTypes.ServiceAccount, NameForm.Subdomain, [], new TokenSubresource(tokens));
        Add(
            table,
            KubernetesTypes.CertificateSigningRequest,
            NameForm.Subdomain,
            [new CertificateRequestAdmission()],
            ApprovalAdmission.Part(time));
        Add(table, KubernetesTypes.Lease, NameForm.Subdomain, []);
    }

    private static void Add(
        ResourceTable table, ResourceType type, NameForm names, IReadOnlyList<IAdmission> admission, params IReadOnlyList<ISubresource> subresources)
    {
        ResourceDefinition known = table.Find(type.Group, type.Version, type.Plural)
            ?? new ResourceDefinition { Type = type, IsBuiltIn = true, HasGeneration = false, Names = names };
        table.Add(known with
        {
            Admission = [.. known.Admission, .. admission],
            Subresources = [.. known.Subresources, .. subresources],
        });
    }
}
