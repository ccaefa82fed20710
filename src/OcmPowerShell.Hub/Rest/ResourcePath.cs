using System.Text;

namespace OcmPowerShell.Hub.Rest;

/// <summary>A kind's place in the API: what comes before the query in a URL.</summary>
/// <param name="Group">API group; empty for the core one.</param>
/// <param name="Version">Version, as in <c>v1</c>.</param>
/// <param name="Plural">Resource name, as in <c>manifestworks</c>.</param>
internal sealed record ResourcePath(string Group, string Version, string Plural)
{
    public static readonly ResourcePath ManifestWorks = new("work.open-cluster-management.io", "v1", "manifestworks");

    public static readonly ResourcePath ManifestWorkReplicaSets = new("work.open-cluster-management.io", "v1alpha1", "manifestworkreplicasets");

    public static readonly ResourcePath ManagedClusters = new("cluster.open-cluster-management.io", "v1", "managedclusters");

    public static readonly ResourcePath ManagedClusterSets = new("cluster.open-cluster-management.io", "v1beta2", "managedclustersets");

    public static readonly ResourcePath ManagedClusterSetBindings = new("cluster.open-cluster-management.io", "v1beta2", "managedclustersetbindings");

    public static readonly ResourcePath Placements = new("cluster.open-cluster-management.io", "v1beta1", "placements");

    public static readonly ResourcePath PlacementDecisions = new("cluster.open-cluster-management.io", "v1beta1", "placementdecisions");

    public static readonly ResourcePath AddOnPlacementScores = new("cluster.open-cluster-management.io", "v1alpha1", "addonplacementscores");

    public static readonly ResourcePath ManagedClusterAddOns = new("addon.open-cluster-management.io", "v1alpha1", "managedclusteraddons");

    public static readonly ResourcePath ClusterManagementAddOns = new("addon.open-cluster-management.io", "v1alpha1", "clustermanagementaddons");

    public static readonly ResourcePath ClusterManagers = new("operator.open-cluster-management.io", "v1", "clustermanagers");

    public static readonly ResourcePath CertificateSigningRequests = new("certificates.k8s.io", "v1", "certificatesigningrequests");

    public static readonly ResourcePath Namespaces = new("", "v1", "namespaces");

    /// <summary>The collection, in one namespace or (null) in all.</summary>
    public string Collection(string? @namespace = null)
    {
        StringBuilder path = Group.Length == 0 ? new StringBuilder("api/") : new StringBuilder("apis/").Append(Group).Append('/');
        path.Append(Version);
        if (@namespace is not null)
        {
            path.Append("/namespaces/").Append(Segment(@namespace));
        }

        return path.Append('/').Append(Plural).ToString();
    }

    /// <summary>One object.</summary>
    public string Object(string? @namespace, string name) => $"{Collection(@namespace)}/{Segment(name)}";

    // As client-go: an empty name is the whole collection, dots are resolved before they are sent, and a server decodes
    // a slash before it looks for the end of a name.
    private string Segment(string name) => name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '%')
        ? throw new HubException("InvalidName", $"'{name}' cannot be a name or namespace of {Plural}: it must not be empty, '.' or '..', or contain '/' or '%'.")
        : Uri.EscapeDataString(name);
}
