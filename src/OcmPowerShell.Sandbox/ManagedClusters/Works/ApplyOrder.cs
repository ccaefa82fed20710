namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>In which order the kinds of one work are applied: first what the others need.</summary>
internal static class ApplyOrder
{
    private static readonly string[][] Ranks =
    [
        ["PriorityClass", "Namespace", "CustomResourceDefinition", "StorageClass", "PersistentVolume", "PodSecurityPolicy"],
        ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        ["NetworkPolicy", "ResourceQuota", "LimitRange", "PodDisruptionBudget", "ServiceAccount"],
        ["Secret", "ConfigMap", "PersistentVolumeClaim"],
        ["Service"],
        ["DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob"],
        ["APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"],
    ];

    private static readonly Dictionary<string, int> RankByKind = Ranks
        .SelectMany((kinds, rank) => kinds.Select(kind => (kind, rank)))
        .ToDictionary(item => item.kind, item => item.rank);

    /// <summary>Rank of a kind, the lower the earlier; kinds that nobody ranked come last, manifests without a kind after them.</summary>
    public static int RankOf(string? kind) => kind is null ? 1001 : RankByKind.GetValueOrDefault(kind, 1000);
}
