using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>All bindings of one moment, by their subjects.</summary>
internal sealed class RoleIndex
{
    // What was read of an object holds as long as that version of it does.
    private static readonly ConditionalWeakTable<StoredObject, IReadOnlyList<PolicyRule>> ParsedRoles = [];
    private static readonly ConditionalWeakTable<StoredObject, JsonObject> ParsedBindings = [];

    private readonly Dictionary<string, List<RoleGrant>> _grants = new(StringComparer.Ordinal);
    private readonly Snapshot _roles;
    private readonly Snapshot _clusterRoles;

    private RoleIndex(Snapshot roles, Snapshot clusterRoles)
    {
        _roles = roles;
        _clusterRoles = clusterRoles;
    }

    /// <summary>Reads the bindings and roles of a store.</summary>
    public static RoleIndex Of(ObjectStore store)
    {
        var index = new RoleIndex(store.Read(KubernetesTypes.Role), store.Read(KubernetesTypes.ClusterRole));
        index.Add(KubernetesTypes.ClusterRoleBinding, store.Read(KubernetesTypes.ClusterRoleBinding));
        index.Add(KubernetesTypes.RoleBinding, store.Read(KubernetesTypes.RoleBinding));
        return index;
    }

    /// <summary>All that a user was given, anywhere: by name, then by each group.</summary>
    public IEnumerable<RoleGrant> GrantsOf(Identity identity) => identity.Groups.Select(GroupKey).Prepend(UserKey(identity.User))
        .SelectMany(key => _grants.TryGetValue(key, out List<RoleGrant>? grants) ? grants : Enumerable.Empty<RoleGrant>())
        .OrderBy(grant => grant.Namespace is null ? 0 : 1);

    /// <summary>The rules of a role that a binding refers to; null where it is missing.</summary>
    public IReadOnlyList<PolicyRule>? RulesOf(string kind, string @namespace, string name)
    {
        StoredObject? role = kind == KubernetesTypes.ClusterRole.Kind ? _clusterRoles.Find(string.Empty, name) : _roles.Find(@namespace, name);
        return role is null ? null : ParsedRoles.GetValue(role, static stored => PolicyRule.ListOf(stored.ToJson()));
    }

    private static string UserKey(string user) => $"u:{user}";

    private static string GroupKey(string group) => $"g:{group}";

    private static (string Key, string Text)? Subject(JsonObject subject, string home)
    {
        string name = subject.Text("name") ?? string.Empty;
        string @namespace = subject.Text("namespace") is { Length: > 0 } said ? said : home;
        return subject.Text("kind") switch
        {
            "User" => (UserKey(name), $"User {GoText.Quoted(name)}"),
            "Group" => (GroupKey(name), $"Group {GoText.Quoted(name)}"),
            "ServiceAccount" => (UserKey(Identity.ServiceAccountPrefix + $"{@namespace}:{name}"), $"ServiceAccount {GoText.Quoted($"{name}/{@namespace}")}"),
            _ => null,
        };
    }

    private void Add(ResourceType type, Snapshot bindings)
    {
        foreach (StoredObject stored in bindings.Objects)
        {
            JsonObject binding = ParsedBindings.GetValue(stored, static value => value.ToJson());
            JsonObject? role = binding.Object("roleRef");
            string kind = role.Text("kind") ?? string.Empty;
            string name = role.Text("name") ?? string.Empty;
            IReadOnlyList<PolicyRule>? rules = RulesOf(kind, stored.Namespace, name);
            string? error = rules is null ? $"{kind.ToLowerInvariant()}.rbac.authorization.k8s.io {GoText.Quoted(name)} not found" : null;
            string title = type.Namespaced ? $"{stored.Name}/{stored.Namespace}" : stored.Name;
            foreach (JsonObject subject in (binding.Array("subjects") ?? []).OfType<JsonObject>())
            {
                if (Subject(subject, stored.Namespace) is not { } known)
                {
                    continue;
                }

                if (!_grants.TryGetValue(known.Key, out List<RoleGrant>? grants))
                {
                    _grants[known.Key] = grants = [];
                }

                string origin = $"{type.Kind} {GoText.Quoted(title)} of {kind} {GoText.Quoted(name)} to {known.Text}";
                grants.Add(new RoleGrant(type.Namespaced ? stored.Namespace : null, rules ?? [], origin, error));
            }
        }
    }
}
