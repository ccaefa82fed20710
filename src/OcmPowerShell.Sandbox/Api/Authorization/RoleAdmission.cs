using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>What the API server asks of whoever writes a role: to hold what it gives, or to have the right to escalate.</summary>
internal sealed class RoleAdmission(ResourceType type, EscalationRule escalation) : IAdmission
{
    public void Mutate(AdmissionRequest request)
    {
        // A role stays as it is written.
    }

    public void Validate(AdmissionRequest request)
    {
        JsonObject metadata = request.Value.Metadata();
        string name = metadata.Text("name") ?? string.Empty;
        string @namespace = metadata.Text("namespace") ?? string.Empty;
        if (request.User.IsAdmin || escalation.Holds(request.User, "escalate", type, @namespace, name))
        {
            return;
        }

        escalation.RequireHeld(request.User, type, @namespace, name, PolicyRule.ListOf(request.Value));
        if (request.Value.Object("aggregationRule") is not null)
        {
            RequireAll(request, name);
        }
    }

    /// <summary>What aggregation will bring is not known yet, so only who holds everything may ask for it.</summary>
    private void RequireAll(AdmissionRequest request, string name)
    {
        IReadOnlyList<PolicyRule> held = escalation.Rights.RulesFor(request.User, string.Empty);
        if (!held.Any(rule => rule.Covers(PolicyRule.AllResources)) || !held.Any(rule => rule.Covers(PolicyRule.AllPaths)))
        {
            throw Refusal.Forbidden(type, name, "must have cluster-admin privileges to use the aggregationRule");
        }
    }
}
