using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>Nobody may give away rights that are not their own.</summary>
internal sealed class EscalationRule(RbacAuthorizer rights)
{
    /// <summary>The rights themselves.</summary>
    public RbacAuthorizer Rights => rights;

    /// <summary>Whether a user has a verb on a role, beside those that the API's methods need.</summary>
    public bool Holds(Identity user, string verb, ResourceType type, string @namespace, string name) =>
        rights.Allows(user, new RequestAttributes(verb, string.Empty)
        {
            Group = type.Group,
            Version = type.Version,
            Resource = type.Plural,
            Namespace = type.Namespaced ? @namespace : string.Empty,
            Name = name,
        });

    /// <summary>Refuses rules of which the user does not hold every part.</summary>
    /// <param name="user">Who writes.</param>
    /// <param name="type">The kind that is written.</param>
    /// <param name="namespace">Its namespace; empty for the cluster scope.</param>
    /// <param name="name">Its name.</param>
    /// <param name="rules">What it would give.</param>
    /// <exception cref="ApiException">Some part is not held.</exception>
    public void RequireHeld(Identity user, ResourceType type, string @namespace, string name, IEnumerable<PolicyRule> rules)
    {
        IReadOnlyList<PolicyRule> held = rights.RulesFor(user, @namespace);
        PolicyRule[] missing = [.. rules.SelectMany(rule => rule.Parts()).Where(part => !held.Any(rule => rule.Covers(part)))];
        if (missing.Length > 0)
        {
            throw Refusal.Forbidden(
                type,
                name,
                $"user {GoText.Quoted(user.User)} (groups={GoText.Quoted(user.Groups)}) is attempting to grant RBAC permissions not currently held:\n"
                + string.Join('\n', Compact(missing).Select(rule => rule.ToString()).Distinct().Order(StringComparer.Ordinal)));
        }
    }

    /// <summary>Parts that differ in nothing but the verb as one.</summary>
    private static IEnumerable<PolicyRule> Compact(IEnumerable<PolicyRule> parts) => parts
        .GroupBy(part => (
            string.Join(',', part.ApiGroups),
            string.Join(',', part.Resources),
            string.Join(',', part.ResourceNames),
            part.NonResourceUrls.Count == 0 ? string.Empty : $"{part.NonResourceUrls[0]} {part.Verbs[0]}"))
        .Select(same => same.First() with { Verbs = [.. same.SelectMany(part => part.Verbs).Distinct()] });
}
