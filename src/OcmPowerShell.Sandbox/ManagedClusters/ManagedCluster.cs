using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.ManagedClusters.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>
/// A simulated managed cluster: an API server of its own, and what its agent says of it on the hub. It has one node, and
/// nobody runs anything on it; <see cref="Workloads.WorkloadSimulation"/> only tells what would have become of it.
/// </summary>
internal sealed class ManagedCluster
{
    /// <summary>Namespaces that Kubernetes and the klusterlet make.</summary>
    private static readonly string[] Namespaces =
    [
        "default", "kube-node-lease", "kube-public", "kube-system", "open-cluster-management-agent", "open-cluster-management-agent-addon",
    ];

    private readonly Func<string, IResourceClient> _clients;
    private volatile ClusterState _state;

    /// <param name="name">Its name, which is its namespace on the hub.</param>
    /// <param name="clients">Gives a client of its API server for a field manager.</param>
    /// <param name="profile">What it reports of itself.</param>
    public ManagedCluster(string name, Func<string, IResourceClient> clients, ManagedClusterProfile profile)
    {
        Name = name;
        _clients = clients;
        Profile = profile;
        _state = new ClusterState(name, Offline: false, Failing: false, profile.WorkloadDelay);
        Kinds = new KindCatalog(clients("work-agent"));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it reports of itself.</summary>
    public ManagedClusterProfile Profile { get; }

    /// <summary>How it behaves now.</summary>
    public ClusterState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>The name of its one node.</summary>
    public string NodeName => $"{Name}-node";

    /// <summary>The address of its one node; nothing listens there.</summary>
    public string NodeAddress => "192.0.2.1";

    /// <summary>The kinds it serves.</summary>
    public KindCatalog Kinds { get; }

    /// <summary>Names the agent among those of other hubs; any stable text does.</summary>
    public string AgentId => $"sandbox-{Name}";

    /// <summary>A client of its API server.</summary>
    public IResourceClient ClientFor(string fieldManager) => _clients(fieldManager);

    /// <summary>Makes the namespaces that every cluster has, as far as they are missing.</summary>
    public void CreateNamespaces()
    {
        var client = ClientFor("kube-apiserver");
        foreach (var name in Namespaces)
        {
            if (client.Get(KubernetesTypes.Namespace, null, name) is null)
            {
                client.Create(KubernetesTypes.Namespace, null, new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Namespace",
                    ["metadata"] = new JsonObject { ["name"] = name },
                });
            }
        }
    }
}
