using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Tests.Sandbox.Agents;

/// <summary>Manifests and kinds that tests use.</summary>
internal static class Manifest
{
    public static readonly ResourceType Deployments = KubernetesKinds.Get("apps", "v1", "Deployment");
    public static readonly ResourceType ConfigMaps = KubernetesKinds.Get("", "v1", "ConfigMap");
    public static readonly ResourceType Services = KubernetesKinds.Get("", "v1", "Service");
    public static readonly ResourceType Jobs = KubernetesKinds.Get("batch", "v1", "Job");

    public static JsonNode Of(string json) => JsonNode.Parse(json)!;

    public static JsonArray List(params JsonNode[] manifests) => new(manifests);

    public static JsonNode ConfigMap(string name, string value = "v", string @namespace = "default") => Of(
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","namespace":"NAMESPACE"},"data":{"k":"VALUE"}}"""
            .Replace("NAMESPACE", @namespace).Replace("NAME", name).Replace("VALUE", value));

    public static JsonNode Deployment(string name, int replicas = 2, string image = "nginx:1.27") => Of(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"app":"NAME"},"name":"NAME","namespace":"default"},
         "spec":{"replicas":REPLICAS,"selector":{"matchLabels":{"app":"NAME"}},
          "template":{"metadata":{"labels":{"app":"NAME"}},"spec":{"containers":[{"image":"IMAGE","name":"NAME","ports":[{"containerPort":80}]}]}}}}
        """.Replace("NAME", name).Replace("IMAGE", image).Replace("REPLICAS", replicas.ToString(CultureInfo.InvariantCulture)));

    public static JsonNode Service(string name) => Of(
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"NAME","namespace":"default"},
         "spec":{"ports":[{"port":80}],"selector":{"app":"NAME"}}}
        """.Replace("NAME", name));

    public static JsonNode Job(string name) => Of(
        """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"NAME","namespace":"default"},
         "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"image":"busybox:1","name":"NAME"}]}}}}
        """.Replace("NAME", name));

    /// <summary>A spec with one manifestConfig for objects of a kind, whatever their names.</summary>
    public static JsonObject Config(string group, string resource, string content) => (JsonObject)Of(
        """{"manifestConfigs":[{"resourceIdentifier":{"group":"GROUP","resource":"RESOURCE","namespace":"*","name":"*"},CONTENT}]}"""
            .Replace("GROUP", group).Replace("RESOURCE", resource).Replace("CONTENT", content));

    /// <summary>A copy without what differs from run to run: times, uids, resourceVersions, managedFields.</summary>
    public static JsonNode? Timeless(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.Where(member => member.Key is not ("managedFields" or "resourceVersion"))
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, member.Key is "uid" or "renewTime" or "creationTimestamp"
                || member.Key.EndsWith("Time", StringComparison.Ordinal) ? "*" : Timeless(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Timeless)]),
        _ => node?.DeepClone(),
    };
}
