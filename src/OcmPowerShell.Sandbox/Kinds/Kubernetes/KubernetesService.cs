using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>The Service by which pods of every cluster find its API server.</summary>
internal static class KubernetesService
{
    /// <summary>Its kind.</summary>
    public static readonly Api.ResourceType Type = KubernetesKinds.Get("", "v1", "Service");

    /// <summary>A new one, for the namespace default.</summary>
    public static JsonObject New() => JsonNode.Parse("""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"kubernetes","labels":{"component":"apiserver","provider":"kubernetes"}},
         "spec":{"type":"ClusterIP","clusterIP":"10.96.0.1","ports":[{"name":"https","port":443,"protocol":"TCP","targetPort":6443}]}}
        """)!.AsObject();
}
