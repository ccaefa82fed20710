using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Registration;

/// <summary>
/// What the agents of a cluster may do on the hub: a ClusterRole and its binding for the cluster itself, and bindings in
/// its namespace to the two roles that all clusters share. Where the hub serves no roles there is nothing to do.
/// </summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
internal sealed class ClusterRights(IResourceClient hub)
{
    private const string Prefix = "open-cluster-management:managedcluster:";
    private const string ClusterNameLabel = "open-cluster-management.io/cluster-name";
    private const string WorkFinalizer = "cluster.open-cluster-management.io/manifest-work-cleanup";
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Cluster = "cluster.open-cluster-management.io";
    private const string AddOn = "addon.open-cluster-management.io";
    private const string Work = "work.open-cluster-management.io";

    // An answer that failed is no answer: it is asked for again.
    private readonly Lazy<bool> _isServed = new(
        () => hub.Serves(KubernetesTypes.ClusterRole) && hub.Serves(KubernetesTypes.RoleBinding), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Gives the agents of an accepted cluster their rights.</summary>
    public void Grant(string cluster)
    {
        if (!_isServed.Value)
        {
            return;
        }

        Put(KubernetesTypes.ClusterRole, null, Role($"{Prefix}registration", "",
            Rule(["get", "list", "watch", "update"], ["coordination.k8s.io"], ["leases"]),
            Rule(["get", "list", "watch"], [AddOn], ["managedclusteraddons"]),
            Rule(["patch", "update"], [AddOn], ["managedclusteraddons/status"]),
            Rule(["create"], ["events.k8s.io"], ["events"])));
        Put(KubernetesTypes.ClusterRole, null, Role($"{Prefix}work", "",
            Rule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"]),
            Rule(["get", "list", "watch", "update", "patch"], [Work], ["manifestworks"]),
            Rule(["patch", "update"], [Work], ["manifestworks/status"])));
        Put(KubernetesTypes.ClusterRole, null, Role(Prefix + cluster, cluster,
            Rule(["create", "get", "list", "watch"], ["certificates.k8s.io"], ["certificatesigningrequests"]),
            Rule(["renew"], ["register.open-cluster-management.io"], ["managedclusters/clientcertificates"]),
            Rule(["get", "list", "update", "watch"], [Cluster], ["managedclusters"], cluster),
            Rule(["patch", "update"], [Cluster], ["managedclusters/status"], cluster)));
        Put(KubernetesTypes.ClusterRoleBinding, null, Binding(Prefix + cluster, cluster, Prefix + cluster));
        Put(KubernetesTypes.RoleBinding, cluster, Binding($"{Prefix}{cluster}:registration", cluster, $"{Prefix}registration"));
        var work = Binding($"{Prefix}{cluster}:work", cluster, $"{Prefix}work");
        work.Child("metadata")["finalizers"] = new JsonArray(WorkFinalizer);
        Put(KubernetesTypes.RoleBinding, cluster, work);
    }

    /// <summary>Leaves the agents of a denied cluster nothing but to look at it.</summary>
    public void Reduce(string cluster)
    {
        if (_isServed.Value)
        {
            Put(KubernetesTypes.ClusterRole, null, Role(Prefix + cluster, cluster, Rule(["get", "list", "watch"], [Cluster], ["managedclusters"], cluster)));
            RemoveBindings(cluster);
        }
    }

    /// <summary>Takes everything from the agents of a cluster that goes.</summary>
    public void Revoke(string cluster)
    {
        if (_isServed.Value)
        {
            hub.Delete(KubernetesTypes.ClusterRoleBinding, null, Prefix + cluster);
            hub.Delete(KubernetesTypes.ClusterRole, null, Prefix + cluster);
            RemoveBindings(cluster);
        }
    }

    /// <summary>The agent still takes its works apart with the rights of one binding, so that stays until no work is left.</summary>
    private void RemoveBindings(string cluster)
    {
        hub.Delete(KubernetesTypes.RoleBinding, cluster, $"{Prefix}{cluster}:registration");
        hub.Delete(KubernetesTypes.RoleBinding, cluster, $"{Prefix}{cluster}:work");
        if (hub.List(OcmTypes.ManifestWork, cluster).Count == 0)
        {
            hub.Change(KubernetesTypes.RoleBinding, cluster, $"{Prefix}{cluster}:work", binding => binding.IsDeleting() && binding.RemoveFinalizer(WorkFinalizer));
        }
    }

    private void Put(ResourceType type, string? @namespace, JsonObject value)
    {
        if (hub.Get(type, @namespace, value.Name()) is null)
        {
            try
            {
                hub.Create(type, @namespace, value);
                return;
            }
            catch (ApiException error) when (error.Reason == "AlreadyExists")
            {
                // Somebody was faster; it is brought into the wanted state below.
            }
        }

        hub.Change(type, @namespace, value.Name(), current =>
        {
            var part = type.Kind.EndsWith("Binding", StringComparison.Ordinal) ? "subjects" : "rules";
            if (JsonEquality.Same(current[part], value[part]))
            {
                return false;
            }

            current[part] = value[part]?.DeepClone();
            return true;
        });
    }

    private static JsonObject Role(string name, string cluster, params JsonObject[] rules) => new()
    {
        ["metadata"] = Metadata(name, cluster),
        ["rules"] = new JsonArray(rules),
    };

    private static JsonObject Binding(string name, string cluster, string role) => new()
    {
        ["metadata"] = Metadata(name, cluster),
        ["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray(Group($"system:open-cluster-management:{cluster}"), Group($"open-cluster-management:{cluster}")),
    };

    private static JsonObject Group(string name) => new() { ["apiGroup"] = Rbac, ["kind"] = "Group", ["name"] = name };

    private static JsonObject Metadata(string name, string cluster) =>
        new() { ["name"] = name, ["labels"] = new JsonObject { [ClusterNameLabel] = cluster } };

    private static JsonObject Rule(string[] verbs, string[] groups, string[] resources, params string[] names)
    {
        var rule = new JsonObject { ["apiGroups"] = Texts(groups), ["resources"] = Texts(resources) };
        if (names.Length > 0)
        {
            rule["resourceNames"] = Texts(names);
        }

        rule["verbs"] = Texts(verbs);
        return rule;
    }

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
