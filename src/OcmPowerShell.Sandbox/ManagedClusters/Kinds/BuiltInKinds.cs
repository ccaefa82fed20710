using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Kinds;

/// <summary>What a managed cluster serves before anybody applies a CustomResourceDefinition: Kubernetes 1.33 and the klusterlet.</summary>
internal static class BuiltInKinds
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ResourceType> All =
    [
        // core
        Namespaced("", "v1", "ConfigMap", "configmaps", status: false),
        Namespaced("", "v1", "Endpoints", "endpoints", status: false),
        Namespaced("", "v1", "Event", "events", status: false),
        Namespaced("", "v1", "LimitRange", "limitranges", status: false),
        ClusterWide("", "v1", "Namespace", "namespaces"),
        ClusterWide("", "v1", "Node", "nodes"),
        ClusterWide("", "v1", "PersistentVolume", "persistentvolumes"),
        Namespaced("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
        Namespaced("", "v1", "Pod", "pods"),
        Namespaced("", "v1", "PodTemplate", "podtemplates", status: false),
        Namespaced("", "v1", "ReplicationController", "replicationcontrollers"),
        Namespaced("", "v1", "ResourceQuota", "resourcequotas"),
        Namespaced("", "v1", "Secret", "secrets", status: false),
        Namespaced("", "v1", "Service", "services"),
        Namespaced("", "v1", "ServiceAccount", "serviceaccounts", status: false),

        // workloads
        Namespaced("apps", "v1", "ControllerRevision", "controllerrevisions", status: false),
        Namespaced("apps", "v1", "DaemonSet", "daemonsets"),
        Namespaced("apps", "v1", "Deployment", "deployments"),
        Namespaced("apps", "v1", "ReplicaSet", "replicasets"),
        Namespaced("apps", "v1", "StatefulSet", "statefulsets"),
        Namespaced("batch", "v1", "CronJob", "cronjobs"),
        Namespaced("batch", "v1", "Job", "jobs"),
        Namespaced("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
        Namespaced("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
        Namespaced("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
        ClusterWide("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", status: false),

        // access
        ClusterWide("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", status: false),
        ClusterWide("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", status: false),
        Namespaced("rbac.authorization.k8s.io", "v1", "Role", "roles", status: false),
        Namespaced("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", status: false),
        ClusterWide("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequests"),

        // network
        Namespaced("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", status: false),
        Namespaced("networking.k8s.io", "v1", "Ingress", "ingresses"),
        ClusterWide("networking.k8s.io", "v1", "IngressClass", "ingressclasses", status: false),
        Namespaced("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", status: false),

        // storage
        ClusterWide("storage.k8s.io", "v1", "CSIDriver", "csidrivers", status: false),
        ClusterWide("storage.k8s.io", "v1", "CSINode", "csinodes", status: false),
        Namespaced("storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities", status: false),
        ClusterWide("storage.k8s.io", "v1", "StorageClass", "storageclasses", status: false),
        ClusterWide("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments"),

        // the API server itself
        ClusterWide("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", status: false),
        ClusterWide("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies"),
        ClusterWide("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", status: false),
        ClusterWide("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", status: false),
        ClusterWide("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions"),
        ClusterWide("apiregistration.k8s.io", "v1", "APIService", "apiservices"),
        Namespaced("coordination.k8s.io", "v1", "Lease", "leases", status: false),
        Namespaced("events.k8s.io", "v1", "Event", "events", status: false),
        ClusterWide("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschemas"),
        ClusterWide("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration", "prioritylevelconfigurations"),
        ClusterWide("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", status: false),

        // what the klusterlet brings
        ClusterWide("cluster.open-cluster-management.io", "v1alpha1", "ClusterClaim", "clusterclaims", status: false),
        ClusterWide("operator.open-cluster-management.io", "v1", "Klusterlet", "klusterlets"),
        ClusterWide("work.open-cluster-management.io", "v1", "AppliedManifestWork", "appliedmanifestworks"),
    ];

    /// <summary>One of them.</summary>
    public static ResourceType Get(string group, string version, string kind) =>
        All.Single(type => type.Group == group && type.Version == version && type.Kind == kind);

    private static ResourceType Namespaced(string group, string version, string kind, string plural, bool status = true) =>
        new(group, version, kind, plural, true) { HasStatus = status };

    private static ResourceType ClusterWide(string group, string version, string kind, string plural, bool status = true) =>
        new(group, version, kind, plural, false) { HasStatus = status };
}
