namespace OcmPowerShell.Sandbox.Api.Protobuf;

/// <summary>The messages that clients with built-in types send, by their kinds. The numbers are those of Kubernetes' own definitions.</summary>
internal static class ProtobufShapes
{
    private static readonly ProtobufShape Meta = new ProtobufShape()
        .Text(1, "name")
        .Text(2, "generateName")
        .Text(3, "namespace")
        .Text(5, "uid")
        .Text(6, "resourceVersion")
        .Number(7, "generation")
        .Time(8, "creationTimestamp")
        .Time(9, "deletionTimestamp")
        .Number(10, "deletionGracePeriodSeconds")
        .TextMap(11, "labels")
        .TextMap(12, "annotations")
        .Messages(13, "ownerReferences", new ProtobufShape()
            .Text(1, "kind").Text(3, "name").Text(4, "uid").Text(5, "apiVersion").Flag(6, "controller").Flag(7, "blockOwnerDeletion"))
        .Texts(14, "finalizers")
        .Ignored(17);

    private static readonly ProtobufShape Selector = new ProtobufShape()
        .TextMap(1, "matchLabels")
        .Messages(2, "matchExpressions", new ProtobufShape().Text(1, "key").Text(2, "operator").Texts(3, "values"));

    private static readonly ProtobufShape Rule = new ProtobufShape()
        .Texts(1, "verbs").Texts(2, "apiGroups").Texts(3, "resources").Texts(4, "resourceNames").Texts(5, "nonResourceURLs");

    private static readonly ProtobufShape Binding = new ProtobufShape()
        .Message(1, "metadata", Meta)
        .Messages(2, "subjects", new ProtobufShape().Text(1, "kind").Text(2, "apiGroup").Text(3, "name").Text(4, "namespace"))
        .Message(3, "roleRef", new ProtobufShape().Text(1, "apiGroup").Text(2, "kind").Text(3, "name"));

    private static readonly ProtobufShape Container = new ProtobufShape()
        .Text(1, "name")
        .Text(2, "image")
        .Texts(3, "command")
        .Texts(4, "args")
        .Text(5, "workingDir")
        .Messages(6, "ports", new ProtobufShape()
            .Text(1, "name").Number(2, "hostPort").Number(3, "containerPort").Text(4, "protocol").Text(5, "hostIP"))
        .Messages(7, "env", new ProtobufShape().Text(1, "name").Text(2, "value"))
        .Message(8, "resources", new ProtobufShape().Quantities(1, "limits").Quantities(2, "requests"))
        .Messages(9, "volumeMounts", new ProtobufShape().Text(1, "name").Flag(2, "readOnly").Text(3, "mountPath").Text(4, "subPath"))
        .Text(13, "terminationMessagePath")
        .Text(14, "imagePullPolicy")
        .Flag(16, "stdin")
        .Flag(17, "stdinOnce")
        .Flag(18, "tty")
        .Text(20, "terminationMessagePolicy");

    private static readonly ProtobufShape Template = new ProtobufShape()
        .Message(1, "metadata", Meta)
        .Message(2, "spec", new ProtobufShape()
            .Messages(2, "containers", Container)
            .Text(3, "restartPolicy")
            .NumberIfThere(4, "terminationGracePeriodSeconds")
            .NumberIfThere(5, "activeDeadlineSeconds")
            .Text(6, "dnsPolicy")
            .TextMap(7, "nodeSelector")
            .Text(8, "serviceAccountName")
            .Text(9, "serviceAccount")
            .Text(10, "nodeName")
            .Flag(11, "hostNetwork")
            .Flag(12, "hostPID")
            .Flag(13, "hostIPC")
            .Messages(15, "imagePullSecrets", new ProtobufShape().Text(1, "name"))
            .Text(16, "hostname")
            .Text(19, "schedulerName")
            .Messages(20, "initContainers", Container));

    private static readonly ProtobufShape JobSpec = new ProtobufShape()
        .NumberIfThere(1, "parallelism")
        .NumberIfThere(2, "completions")
        .NumberIfThere(3, "activeDeadlineSeconds")
        .Message(4, "selector", Selector)
        .Flag(5, "manualSelector")
        .Message(6, "template", Template)
        .NumberIfThere(7, "backoffLimit")
        .NumberIfThere(8, "ttlSecondsAfterFinished")
        .Text(9, "completionMode")
        .Flag(10, "suspend");

    private static readonly Dictionary<string, ProtobufShape> ByKind = new(StringComparer.Ordinal)
    {
        ["Namespace"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape().Texts(1, "finalizers"))
            .Message(3, "status", new ProtobufShape().Text(1, "phase")),
        ["ConfigMap"] = new ProtobufShape()
            .Message(1, "metadata", Meta).TextMap(2, "data").BytesMap(3, "binaryData").Flag(4, "immutable"),
        ["Secret"] = new ProtobufShape()
            .Message(1, "metadata", Meta).BytesMap(2, "data").Text(3, "type").TextMap(4, "stringData").Flag(5, "immutable"),
        ["ServiceAccount"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Messages(2, "secrets", new ProtobufShape().Text(1, "kind").Text(2, "namespace").Text(3, "name").Text(4, "uid").Text(5, "apiVersion"))
            .Messages(3, "imagePullSecrets", new ProtobufShape().Text(1, "name"))
            .Flag(4, "automountServiceAccountToken"),
        ["Role"] = new ProtobufShape().Message(1, "metadata", Meta).Messages(2, "rules", Rule),
        ["ClusterRole"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Messages(2, "rules", Rule)
            .Message(3, "aggregationRule", new ProtobufShape().Messages(1, "clusterRoleSelectors", Selector)),
        ["RoleBinding"] = Binding,
        ["ClusterRoleBinding"] = Binding,
        ["Deployment"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape()
                .NumberIfThere(1, "replicas")
                .Message(2, "selector", Selector)
                .Message(3, "template", Template)
                .Message(4, "strategy", new ProtobufShape()
                    .Text(1, "type")
                    .Message(2, "rollingUpdate", new ProtobufShape().NumberOrText(1, "maxUnavailable").NumberOrText(2, "maxSurge")))
                .Number(5, "minReadySeconds")
                .NumberIfThere(6, "revisionHistoryLimit")
                .Flag(7, "paused")
                .NumberIfThere(9, "progressDeadlineSeconds"))
            .Ignored(3),
        ["Job"] = new ProtobufShape().Message(1, "metadata", Meta).Message(2, "spec", JobSpec).Ignored(3),
        ["CronJob"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape()
                .Text(1, "schedule")
                .NumberIfThere(2, "startingDeadlineSeconds")
                .Text(3, "concurrencyPolicy")
                .Flag(4, "suspend")
                .Message(5, "jobTemplate", new ProtobufShape().Message(1, "metadata", Meta).Message(2, "spec", JobSpec))
                .NumberIfThere(6, "successfulJobsHistoryLimit")
                .NumberIfThere(7, "failedJobsHistoryLimit")
                .Text(8, "timeZone"))
            .Ignored(3),
        ["Scale"] = new ProtobufShape()
            .Message(1, "metadata", Meta).Message(2, "spec", new ProtobufShape().Number(1, "replicas")).Ignored(3),
        ["CertificateSigningRequest"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape()
                .Bytes(1, "request")
                .Text(2, "username")
                .Text(3, "uid")
                .Texts(4, "groups")
                .Texts(5, "usages")
                .TextsMap(6, "extra")
                .Text(7, "signerName")
                .NumberIfThere(8, "expirationSeconds"))
            .Message(3, "status", new ProtobufShape()
                .Messages(1, "conditions", new ProtobufShape()
                    .Text(1, "type").Text(2, "reason").Text(3, "message").Time(4, "lastUpdateTime").Time(5, "lastTransitionTime").Text(6, "status"))
                .Bytes(2, "certificate")),
        ["TokenRequest"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape()
                .Texts(1, "audiences")
                .Message(3, "boundObjectRef", new ProtobufShape().Text(1, "kind").Text(2, "apiVersion").Text(3, "name").Text(4, "uid"))
                .NumberIfThere(4, "expirationSeconds"))
            .Ignored(3),
        ["SelfSubjectReview"] = new ProtobufShape().Message(1, "metadata", Meta).Ignored(2),
        ["SelfSubjectAccessReview"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape()
                .Message(1, "resourceAttributes", new ProtobufShape()
                    .Text(1, "namespace")
                    .Text(2, "verb")
                    .Text(3, "group")
                    .Text(4, "version")
                    .Text(5, "resource")
                    .Text(6, "subresource")
                    .Text(7, "name"))
                .Message(2, "nonResourceAttributes", new ProtobufShape().Text(1, "path").Text(2, "verb")))
            .Ignored(3),
        ["SelfSubjectRulesReview"] = new ProtobufShape()
            .Message(1, "metadata", Meta).Message(2, "spec", new ProtobufShape().Text(1, "namespace")).Ignored(3),
        ["DeleteOptions"] = new ProtobufShape()
            .NumberIfThere(1, "gracePeriodSeconds")
            .Message(2, "preconditions", new ProtobufShape().Text(1, "uid").Text(2, "resourceVersion"))
            .Flag(3, "orphanDependents")
            .Text(4, "propagationPolicy")
            .Texts(5, "dryRun"),
    };

    /// <summary>The message of a kind; null where it is not known.</summary>
    public static ProtobufShape? Find(string kind) => ByKind.GetValueOrDefault(kind);
}
