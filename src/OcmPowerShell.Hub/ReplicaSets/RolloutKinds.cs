using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>The resources of kinds of which it is known when they are done: those that run, and those that need nothing to run.</summary>
internal static class RolloutKinds
{
    private static readonly Dictionary<(string Group, string Kind), string> Running = new()
    {
        [("apps", "Deployment")] = "deployments",
        [("apps", "StatefulSet")] = "statefulsets",
        [("apps", "DaemonSet")] = "daemonsets",
        [("apps", "ReplicaSet")] = "replicasets",
        [("", "ReplicationController")] = "replicationcontrollers",
        [("batch", "Job")] = "jobs",
        [("", "Pod")] = "pods",
    };

    // Done as soon as they are applied. What only others make of them, as the address of an Ingress, is not waited for.
    private static readonly Dictionary<(string Group, string Kind), string> Still = new()
    {
        [("", "ConfigMap")] = "configmaps",
        [("", "Secret")] = "secrets",
        [("", "Service")] = "services",
        [("", "ServiceAccount")] = "serviceaccounts",
        [("", "Namespace")] = "namespaces",
        [("", "Endpoints")] = "endpoints",
        [("", "LimitRange")] = "limitranges",
        [("", "ResourceQuota")] = "resourcequotas",
        [("", "PersistentVolume")] = "persistentvolumes",
        [("", "PersistentVolumeClaim")] = "persistentvolumeclaims",
        [("", "PodTemplate")] = "podtemplates",
        [("apps", "ControllerRevision")] = "controllerrevisions",
        [("batch", "CronJob")] = "cronjobs",
        [("autoscaling", "HorizontalPodAutoscaler")] = "horizontalpodautoscalers",
        [("policy", "PodDisruptionBudget")] = "poddisruptionbudgets",
        [("rbac.authorization.k8s.io", "Role")] = "roles",
        [("rbac.authorization.k8s.io", "RoleBinding")] = "rolebindings",
        [("rbac.authorization.k8s.io", "ClusterRole")] = "clusterroles",
        [("rbac.authorization.k8s.io", "ClusterRoleBinding")] = "clusterrolebindings",
        [("networking.k8s.io", "Ingress")] = "ingresses",
        [("networking.k8s.io", "IngressClass")] = "ingressclasses",
        [("networking.k8s.io", "NetworkPolicy")] = "networkpolicies",
        [("discovery.k8s.io", "EndpointSlice")] = "endpointslices",
        [("coordination.k8s.io", "Lease")] = "leases",
        [("scheduling.k8s.io", "PriorityClass")] = "priorityclasses",
        [("storage.k8s.io", "StorageClass")] = "storageclasses",
        [("storage.k8s.io", "CSIDriver")] = "csidrivers",
        [("node.k8s.io", "RuntimeClass")] = "runtimeclasses",
        [("apiextensions.k8s.io", "CustomResourceDefinition")] = "customresourcedefinitions",
        [("apiregistration.k8s.io", "APIService")] = "apiservices",
        [("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = "mutatingwebhookconfigurations",
        [("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = "validatingwebhookconfigurations",
        [("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")] = "validatingadmissionpolicies",
        [("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding")] = "validatingadmissionpolicybindings",
        [("cluster.open-cluster-management.io", "ClusterClaim")] = "clusterclaims",
    };

    /// <summary>The resource of a manifest that runs; null for others.</summary>
    public static string? RunningOf(ManifestOutline manifest) => Running.GetValueOrDefault((manifest.Group, manifest.Kind));

    /// <summary>The resource of a manifest that needs nothing to run; null for others.</summary>
    public static string? StillOf(ManifestOutline manifest) => Still.GetValueOrDefault((manifest.Group, manifest.Kind));

    /// <summary>Whether a resource is one that needs nothing to run.</summary>
    public static bool IsStill(string group, string resource) => Still.Any(entry => entry.Key.Group == group && entry.Value == resource);
}
