namespace OcmPowerShell.Sandbox.Api;

/// <summary>Those of Kubernetes' own kinds that controllers, agents and the API server itself name.</summary>
internal static class KubernetesTypes
{
    private const string Rbac = "rbac.authorization.k8s.io";

    public static readonly ResourceType Namespace = new("", "v1", "Namespace", "namespaces", false) { ShortNames = ["ns"] };

    public static readonly ResourceType ConfigMap = new("", "v1", "ConfigMap", "configmaps", true) { ShortNames = ["cm"], HasStatus = false };

    public static readonly ResourceType Secret = new("", "v1", "Secret", "secrets", true) { HasStatus = false };

    public static readonly ResourceType ServiceAccount = new("", "v1", "ServiceAccount", "serviceaccounts", true) { ShortNames = ["sa"], HasStatus = false };

    public static readonly ResourceType Event = new("", "v1", "Event", "events", true) { ShortNames = ["ev"], HasStatus = false };

    public static readonly ResourceType Pod = new("", "v1", "Pod", "pods", true) { ShortNames = ["po"] };

    public static readonly ResourceType Node = new("", "v1", "Node", "nodes", false) { ShortNames = ["no"] };

    public static readonly ResourceType Deployment = new("apps", "v1", "Deployment", "deployments", true) { ShortNames = ["deploy"] };

    public static readonly ResourceType ReplicaSet = new("apps", "v1", "ReplicaSet", "replicasets", true) { ShortNames = ["rs"] };

    public static readonly ResourceType Role = new(Rbac, "v1", "Role", "roles", true) { HasStatus = false };

    public static readonly ResourceType RoleBinding = new(Rbac, "v1", "RoleBinding", "rolebindings", true) { HasStatus = false };

    public static readonly ResourceType ClusterRole = new(Rbac, "v1", "ClusterRole", "clusterroles", false) { HasStatus = false };

    public static readonly ResourceType ClusterRoleBinding = new(Rbac, "v1", "ClusterRoleBinding", "clusterrolebindings", false) { HasStatus = false };

    public static readonly ResourceType CertificateSigningRequest =
        new("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequests", false) { ShortNames = ["csr"] };

    public static readonly ResourceType CustomResourceDefinition =
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false) { ShortNames = ["crd", "crds"] };

    public static readonly ResourceType Lease = new("coordination.k8s.io", "v1", "Lease", "leases", true) { HasStatus = false };
}
