using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>What the API server asks of whoever writes a binding: to hold what it gives, or to have the right to bind the role.</summary>
internal sealed class RoleBindingAdmission(ResourceType type, EscalationRule escalation) : IAdmission
{
    public void Mutate(AdmissionRequest request)
    {
        // What may be left out, the kind's own defaults fill in.
    }

    public void Validate(AdmissionRequest request)
    {
        string name = request.Value.Metadata().Text("name") ?? string.Empty;
        JsonObject? role = request.Value.Object("roleRef");
        string kind = role.Text("kind") ?? string.Empty;
        string @namespace = request.Value.Metadata().Text("namespace") ?? string.Empty;
        string roleName = role.Text("name") ?? string.Empty;
        ResourceType roleType = kind == KubernetesTypes.ClusterRole.Kind ? KubernetesTypes.ClusterRole : KubernetesTypes.Role;
        if (request.User.IsAdmin || escalation.Holds(request.User, "bind", roleType, @namespace, roleName))
        {
            return;
        }

        IReadOnlyList<PolicyRule> rules = escalation.Rights.RulesOf(kind, @namespace, roleName)
            ?? throw Refusal.NotFound(roleType with { Plural = kind.ToLowerInvariant() }, roleName);
        escalation.RequireHeld(request.User, type, @namespace, name, rules);
    }
}
