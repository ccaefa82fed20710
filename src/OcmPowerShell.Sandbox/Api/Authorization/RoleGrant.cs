namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>What one binding gives to one subject.</summary>
/// <param name="Namespace">Where; null for everywhere.</param>
/// <param name="Rules">What; nothing where the role is missing.</param>
/// <param name="Origin">The binding, the role and the subject, in words.</param>
/// <param name="Error">Why the rules are not known; null where they are.</param>
internal sealed record RoleGrant(string? Namespace, IReadOnlyList<PolicyRule> Rules, string Origin, string? Error)
{
    /// <summary>Whether it counts in a namespace; empty for the cluster scope.</summary>
    public bool HoldsIn(string @namespace) => Namespace is null || Namespace == @namespace;
}
