using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>What the API server adds to a binding, and asks of whoever writes it: to hold what it gives, or to have the right to bind the role.</summary>
internal sealed class RoleBindingAdmission(ResourceType type, EscalationRule escalation) : IAdmission
{
    private const string Group = "rbac.authorization.k8s.io";

    public void Mutate(AdmissionRequest request)
    {
        if (request.Value.Object("roleRef") is { } role && role.Text("apiGroup") is null or "")
        {
            role["apiGroup"] = Group;
        }

        foreach (JsonObject subject in (request.Value.Array("subjects") ?? []).OfType<JsonObject>())
        {
            if (subject.Text("kind") is "User" or "Group" && subject.Text("apiGroup") is null or "")
            {
                subject["apiGroup"] = Group;
            }
        }
    }

    public void Validate(AdmissionRequest request)
    {
        string name = request.Value.Metadata().Text("name") ?? string.Empty;
        JsonObject? role = request.Value.Object("roleRef");
        string kind = role.Text("kind") ?? string.Empty;
        FieldError[] errors = [.. Errors(request, role, kind)];
        if (errors.Length > 0)
        {
            throw Refusal.Invalid(type, name, errors);
        }

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

    private IEnumerable<FieldError> Errors(AdmissionRequest request, JsonObject? role, string kind)
    {
        string[] kinds = type.Namespaced ? [KubernetesTypes.Role.Kind, KubernetesTypes.ClusterRole.Kind] : [KubernetesTypes.ClusterRole.Kind];
        if (!kinds.Contains(kind))
        {
            yield return FieldError.Unsupported("roleRef.kind", GoText.Quoted(kind), kinds);
        }

        if (role.Text("name") is null or "")
        {
            yield return FieldError.Required("roleRef.name");
        }

        if (request.Before.Object("roleRef") is { } before && !JsonText.Same(before, role))
        {
            string shown = $"rbac.RoleRef{{APIGroup:{GoText.Quoted(role.Text("apiGroup") ?? "")}, Kind:{GoText.Quoted(kind)}, Name:{GoText.Quoted(role.Text("name") ?? "")}}}";
            yield return FieldError.Invalid("roleRef", shown, "cannot change roleRef");
        }
    }
}
