using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

/// <summary>Defaults of services, with a cluster IP that is made up: nothing listens there.</summary>
internal static class ServiceDefaults
{
    public static void Service(JsonObject spec, JsonObject value, JsonObject? existing)
    {
        spec.Default("sessionAffinity", "None");
        spec.Default("type", "ClusterIP");
        if (spec.TextAt("type") == "ExternalName")
        {
            return;
        }

        if (spec.TextAt("type") is "NodePort" or "LoadBalancer")
        {
            spec.Default("externalTrafficPolicy", "Cluster");
            if (spec.TextAt("type") == "LoadBalancer")
            {
                spec.Default("allocateLoadBalancerNodePorts", true);
            }

            GiveNodePorts(spec, value, existing);
        }

        spec.Default("internalTrafficPolicy", "Cluster");
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        spec.Default("ipFamilyPolicy", "SingleStack");
        foreach (var port in spec.ObjectsAt("ports"))
        {
            port.Default("protocol", "TCP");
            if (port["port"] is { } number)
            {
                port.Default("targetPort", number.DeepClone());
            }
        }

        spec.Default("clusterIP", existing.TextAt("spec", "clusterIP") ?? Address(value));
        spec.Default("clusterIPs", new JsonArray(spec.TextAt("clusterIP")));
    }

    /// <summary>Ports of the nodes for those that have none; the same each time for the same port of the same service.</summary>
    private static void GiveNodePorts(JsonObject spec, JsonObject value, JsonObject? existing)
    {
        const int First = 30000;
        const int Count = 2768;
        foreach (var port in spec.ObjectsAt("ports"))
        {
            var number = port["port"]?.ToJsonString();
            var former = existing.ObjectsAt("spec", "ports").FirstOrDefault(one => one["port"]?.ToJsonString() == number);
            port.Default("nodePort", former?["nodePort"]?.DeepClone()
                ?? (JsonNode)(First + (int)(Fingerprint.Of($"{value.Namespace()}/{value.Name()}/{number}/{port.TextAt("protocol")}") % Count)));
        }
    }

    /// <summary>The same address each time for the same service; two services may share one, as nobody connects to it.</summary>
    private static string Address(JsonObject value)
    {
        var hash = Fingerprint.Of($"{value.Namespace()}/{value.Name()}");
        return string.Create(CultureInfo.InvariantCulture, $"10.96.{(hash >> 8) & 0xff}.{1 + (hash % 254)}");
    }
}
