using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds.Kubernetes;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>Makes what a cluster with a klusterlet has before anybody uses it: namespaces, the Service of its API server, a node, claims and the Klusterlet.</summary>
internal static class ClusterSetup
{
    /// <summary>Namespaces that Kubernetes and the klusterlet make.</summary>
    private static readonly string[] Namespaces =
    [
        "default", "kube-node-lease", "kube-public", "kube-system", "open-cluster-management-agent", "open-cluster-management-agent-addon",
    ];

    /// <summary>Makes it all, as far as it is missing.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="hub">The hub's address.</param>
    public static void Create(ManagedCluster cluster, string hub)
    {
        var client = cluster.ClientFor("kube-apiserver");
        foreach (var name in Namespaces)
        {
            Create(client, KubernetesTypes.Namespace, name, []);
        }

        if (client.Get(KubernetesService.Type, "default", "kubernetes") is null)
        {
            client.Create(KubernetesService.Type, "default", KubernetesService.New());
        }

        CreateNode(cluster);
        var claims = new Dictionary<string, string>(cluster.Profile.Claims);
        claims.TryAdd("id.k8s.io", $"sandbox-{cluster.Name}");
        claims.TryAdd("kubeversion.open-cluster-management.io", cluster.Profile.KubernetesVersion);
        foreach (var (name, value) in claims)
        {
            Create(client, OcmTypes.ClusterClaim, name, new() { ["spec"] = new JsonObject { ["value"] = value } });
        }

        CreateKlusterlet(cluster, hub);
    }

    private static void CreateNode(ManagedCluster cluster)
    {
        var (kubelet, name) = (cluster.ClientFor("kubelet"), cluster.NodeName);
        var labels = new JsonObject
        {
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
            ["node-role.kubernetes.io/control-plane"] = "",
        };
        if (Create(kubelet, KubernetesTypes.Node, name, new() { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = new JsonObject() }) is not { } node)
        {
            return;
        }

        var since = node.TextAt("metadata", "creationTimestamp") ?? "";
        node["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(
                new JsonObject { ["address"] = cluster.NodeAddress, ["type"] = "InternalIP" }, new JsonObject { ["address"] = name, ["type"] = "Hostname" }),
            ["allocatable"] = Quantities(cluster.Profile.Capacity),
            ["capacity"] = Quantities(cluster.Profile.Capacity),
            ["conditions"] = new JsonArray(
                Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", since),
                Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", since),
                Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", since),
                Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", since)),
            ["nodeInfo"] = new JsonObject
            {
                ["architecture"] = "amd64",
                ["bootID"] = "",
                ["containerRuntimeVersion"] = "sandbox://1.0",
                ["kernelVersion"] = "0.0.0-sandbox",
                ["kubeProxyVersion"] = "",
                ["kubeletVersion"] = cluster.Profile.KubernetesVersion,
                ["machineID"] = "",
                ["operatingSystem"] = "linux",
                ["osImage"] = "Sandbox",
                ["systemUUID"] = "",
            },
        };
        kubelet.UpdateStatus(KubernetesTypes.Node, null, node);
    }

    private static void CreateKlusterlet(ManagedCluster cluster, string hub)
    {
        var operators = cluster.ClientFor("klusterlet");
        var spec = new JsonObject
        {
            ["clusterName"] = cluster.Name,
            ["deployOption"] = new JsonObject { ["mode"] = "Default" },
            ["externalServerURLs"] = new JsonArray(new JsonObject { ["url"] = hub }),
            ["namespace"] = "open-cluster-management-agent",
        };
        if (Create(operators, OcmTypes.Klusterlet, "klusterlet", new() { ["spec"] = spec }) is not { } klusterlet)
        {
            return;
        }

        var since = klusterlet.TextAt("metadata", "creationTimestamp") ?? "";
        klusterlet["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition("Applied", "True", "KlusterletApplied", "Klusterlet Component Applied", since),
                Condition("Available", "True", "klusterletAvailable", "deployments are ready", since)),
            ["observedGeneration"] = klusterlet.Generation(),
        };
        operators.UpdateStatus(OcmTypes.Klusterlet, null, klusterlet);
    }

    /// <summary>Makes an object; null where it is there already.</summary>
    private static JsonObject? Create(IResourceClient client, ResourceType type, string name, JsonObject value)
    {
        if (client.Get(type, null, name) is not null)
        {
            return null;
        }

        value["apiVersion"] = type.ApiVersion;
        value["kind"] = type.Kind;
        value.Child("metadata")["name"] = name;
        return client.Create(type, null, value);
    }

    private static JsonObject Condition(string type, string status, string reason, string message, string since) => new()
    {
        ["lastTransitionTime"] = since,
        ["message"] = message,
        ["reason"] = reason,
        ["status"] = status,
        ["type"] = type,
    };

    private static JsonObject Quantities(IReadOnlyDictionary<string, string> quantities) =>
        new(quantities.Select(item => KeyValuePair.Create<string, JsonNode?>(item.Key, item.Value)));
}
