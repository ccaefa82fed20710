using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>
/// Rights by the roles and bindings that are stored, beside those that need none. Whoever shows no credentials has none,
/// whatever is bound: the sandbox answers nobody without its token.
/// </summary>
internal sealed class RbacAuthorizer(ObjectStore store) : IAuthorizer
{
    private static readonly ResourceType[] Sources =
        [KubernetesTypes.Role, KubernetesTypes.ClusterRole, KubernetesTypes.RoleBinding, KubernetesTypes.ClusterRoleBinding];

    private readonly DefaultAuthorizer _default = new();
    private Built? _built;

    /// <inheritdoc/>
    public bool Allows(Identity identity, RequestAttributes attributes) => Decide(identity, attributes).IsAllowed;

    /// <inheritdoc/>
    public AuthorizationDecision Decide(Identity identity, RequestAttributes attributes)
    {
        if (identity.IsAdmin || !identity.Groups.Contains(Identity.Authenticated))
        {
            return new AuthorizationDecision(identity.IsAdmin, string.Empty);
        }

        var errors = new List<string>();
        foreach (RoleGrant grant in Index().GrantsOf(identity).Where(grant => grant.HoldsIn(attributes.Namespace)))
        {
            if (grant.Rules.Any(rule => rule.Allows(attributes)))
            {
                return new AuthorizationDecision(true, $"RBAC: allowed by {grant.Origin}");
            }

            if (grant.Error is not null && !errors.Contains(grant.Error))
            {
                errors.Add(grant.Error);
            }
        }

        return _default.Allows(identity, attributes)
            ? new AuthorizationDecision(true, string.Empty)
            : new AuthorizationDecision(false, errors.Count switch
            {
                0 => string.Empty,
                1 => $"RBAC: {errors[0]}",
                _ => $"RBAC: [{string.Join(", ", errors)}]",
            });
    }

    /// <summary>Everything a user may do in a namespace; empty for the cluster scope.</summary>
    public IReadOnlyList<PolicyRule> RulesFor(Identity identity, string @namespace)
    {
        IEnumerable<PolicyRule> given = Index().GrantsOf(identity).Where(grant => grant.HoldsIn(@namespace)).SelectMany(grant => grant.Rules);
        return identity.Groups.Contains(Identity.Unauthenticated) && !identity.IsAdmin ? [] : [.. given];
    }

    /// <summary>The rules of a role that a binding refers to; null where it is missing.</summary>
    public IReadOnlyList<PolicyRule>? RulesOf(string kind, string @namespace, string name) => Index().RulesOf(kind, @namespace, name);

    private RoleIndex Index()
    {
        // Numbers of writes, read before the objects: an index may be newer than they say, never older.
        long[] writes = [.. Sources.Select(type => store.Read(type).Last.Number)];
        Built? built = Volatile.Read(ref _built);
        if (built is null || !built.Writes.AsSpan().SequenceEqual(writes))
        {
            built = new Built(writes, RoleIndex.Of(store));
            Volatile.Write(ref _built, built);
        }

        return built.Index;
    }

    private sealed record Built(long[] Writes, RoleIndex Index);
}
