using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Defaults;

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

    /// <summary>The same address each time for the same service; two services may share one, as nobody connects to it.</summary>
    private static string Address(JsonObject value)
    {
        var hash = Fingerprint.Of($"{value.Namespace()}/{value.Name()}");
        return string.Create(CultureInfo.InvariantCulture, $"10.96.{(hash >> 8) & 0xff}.{1 + (hash % 254)}");
    }
}
