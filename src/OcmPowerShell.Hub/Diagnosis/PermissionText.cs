using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Diagnosis;

/// <summary>Reads a permission as people write it: a verb on a resource, in one namespace or in all.</summary>
internal static partial class PermissionText
{
    // The kinds of OCM that people name without their group.
    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["manifestworks"] = "work.open-cluster-management.io",
        ["appliedmanifestworks"] = "work.open-cluster-management.io",
        ["manifestworkreplicasets"] = "work.open-cluster-management.io",
        ["managedclusters"] = "cluster.open-cluster-management.io",
        ["managedclustersets"] = "cluster.open-cluster-management.io",
        ["managedclustersetbindings"] = "cluster.open-cluster-management.io",
        ["placements"] = "cluster.open-cluster-management.io",
        ["placementdecisions"] = "cluster.open-cluster-management.io",
        ["addonplacementscores"] = "cluster.open-cluster-management.io",
        ["managedclusteraddons"] = "addon.open-cluster-management.io",
        ["clustermanagementaddons"] = "addon.open-cluster-management.io",
        ["addondeploymentconfigs"] = "addon.open-cluster-management.io",
        ["addontemplates"] = "addon.open-cluster-management.io",
        ["certificatesigningrequests"] = "certificates.k8s.io",
        ["leases"] = "coordination.k8s.io",
        ["clusterroles"] = "rbac.authorization.k8s.io",
        ["clusterrolebindings"] = "rbac.authorization.k8s.io",
        ["roles"] = "rbac.authorization.k8s.io",
        ["rolebindings"] = "rbac.authorization.k8s.io",
    };

    /// <summary>Reads <c>create manifestworks</c>, <c>get secrets in one</c>, <c>update managedclusters/accept.register.open-cluster-management.io</c>.</summary>
    /// <param name="text">Verb, resource (with its subresource and group where they matter), and <c>in</c> a namespace.</param>
    /// <exception cref="HubException"><c>InvalidPermission</c>.</exception>
    public static ResourceAttributes Parse(string text)
    {
        Match match = Form().Match(text.Trim());
        if (!match.Success)
        {
            throw new HubException("InvalidPermission", $"'{text}' is not a permission. Write a verb and a resource, and a namespace where it matters: 'create manifestworks', 'get secrets in one', 'list nodes', 'patch managedclusters/status.cluster.open-cluster-management.io'.");
        }

        string resource = match.Groups["resource"].Value;
        string group = match.Groups["group"].Value;
        return new ResourceAttributes(
            match.Groups["verb"].Value.ToLowerInvariant(),
            group.Length > 0 ? group : Groups.GetValueOrDefault(resource, ""),
            resource,
            match.Groups["sub"].Value,
            match.Groups["namespace"].Value,
            "");
    }

    [GeneratedRegex(@"^(?<verb>[A-Za-z]+|\*)\s+(?<resource>[a-z0-9-]+|\*)(/(?<sub>[a-z0-9-]+))?(\.(?<group>[a-z0-9.-]+))?(\s+in\s+(?<namespace>[a-z0-9.-]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
