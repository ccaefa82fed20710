namespace OcmPowerShell.Sandbox.Api;

/// <summary>The kinds of Open Cluster Management: their names and scope. How they are served is said elsewhere.</summary>
internal static class OcmTypes
{
    private const string Cluster = "cluster.open-cluster-management.io";
    private const string Work = "work.open-cluster-management.io";
    private const string AddOn = "addon.open-cluster-management.io";
    private const string Operator = "operator.open-cluster-management.io";

    public static readonly ResourceType ManagedCluster = new(Cluster, "v1", "ManagedCluster", "managedclusters", false) { ShortNames = ["mcl", "mcls"] };

    public static readonly ResourceType ManagedClusterSet =
        new(Cluster, "v1beta2", "ManagedClusterSet", "managedclustersets", false) { ShortNames = ["mclset", "mclsets"] };

    public static readonly ResourceType ManagedClusterSetBinding =
        new(Cluster, "v1beta2", "ManagedClusterSetBinding", "managedclustersetbindings", true) { ShortNames = ["mclsetbinding", "mclsetbindings"] };

    public static readonly ResourceType Placement = new(Cluster, "v1beta1", "Placement", "placements", true);

    public static readonly ResourceType PlacementDecision = new(Cluster, "v1beta1", "PlacementDecision", "placementdecisions", true);

    public static readonly ResourceType AddOnPlacementScore = new(Cluster, "v1alpha1", "AddOnPlacementScore", "addonplacementscores", true);

    /// <summary>On managed clusters only: the hub does not serve it.</summary>
    public static readonly ResourceType ClusterClaim = new(Cluster, "v1alpha1", "ClusterClaim", "clusterclaims", false) { HasStatus = false };

    public static readonly ResourceType ManifestWork = new(Work, "v1", "ManifestWork", "manifestworks", true);

    public static readonly ResourceType ManifestWorkReplicaSet =
        new(Work, "v1alpha1", "ManifestWorkReplicaSet", "manifestworkreplicasets", true) { ShortNames = ["mwrs"] };

    /// <summary>On managed clusters only: the hub does not serve it.</summary>
    public static readonly ResourceType AppliedManifestWork = new(Work, "v1", "AppliedManifestWork", "appliedmanifestworks", false);

    public static readonly ResourceType ClusterManagementAddOn =
        new(AddOn, "v1alpha1", "ClusterManagementAddOn", "clustermanagementaddons", false) { ShortNames = ["cma", "cmas"] };

    public static readonly ResourceType ManagedClusterAddOn =
        new(AddOn, "v1alpha1", "ManagedClusterAddOn", "managedclusteraddons", true) { ShortNames = ["mca", "mcas"] };

    public static readonly ResourceType AddOnDeploymentConfig =
        new(AddOn, "v1alpha1", "AddOnDeploymentConfig", "addondeploymentconfigs", true) { HasStatus = false };

    public static readonly ResourceType AddOnTemplate = new(AddOn, "v1alpha1", "AddOnTemplate", "addontemplates", false) { HasStatus = false };

    public static readonly ResourceType ClusterManager = new(Operator, "v1", "ClusterManager", "clustermanagers", false);

    /// <summary>On managed clusters only: the hub does not serve it.</summary>
    public static readonly ResourceType Klusterlet = new(Operator, "v1", "Klusterlet", "klusterlets", false);
}
