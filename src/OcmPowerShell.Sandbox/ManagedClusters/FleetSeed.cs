using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>Registers the clusters that a sandbox starts with.</summary>
internal static class FleetSeed
{
    /// <summary>Names for so many clusters: <c>cluster1</c>, <c>cluster2</c> …</summary>
    public static IEnumerable<string> Names(int count) =>
        Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"cluster{number}"));

    /// <summary>Creates an accepted ManagedCluster for each name that has none yet.</summary>
    /// <exception cref="ApiException">A name is not valid.</exception>
    public static void Create(IResourceClient hub, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (hub.Get(OcmTypes.ManagedCluster, null, name) is null)
            {
                hub.Create(OcmTypes.ManagedCluster, null, New(name));
            }
        }
    }

    private static JsonObject New(string name) => new()
    {
        ["apiVersion"] = OcmTypes.ManagedCluster.ApiVersion,
        ["kind"] = OcmTypes.ManagedCluster.Kind,
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["hubAcceptsClient"] = true },
    };
}
