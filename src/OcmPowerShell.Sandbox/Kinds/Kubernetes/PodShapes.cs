using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>The shape of what a pod is asked to be, also in the templates of workloads.</summary>
internal static class PodShapes
{
    private static readonly SchemaNode NodeTerm = Atomic(
        "NodeSelectorTerm",
        "What a node must be.",
        ("matchExpressions", List("Requirements on its labels.", Requirement("NodeSelectorRequirement"))),
        ("matchFields", List("Requirements on its fields.", Requirement("NodeSelectorRequirement"))));

    private static readonly SchemaNode PodTerm = Struct(
        "PodAffinityTerm",
        "Which pods count, and what near means.",
        ("labelSelector", LabelSelector),
        ("matchLabelKeys", Texts("Labels of this pod that the others must share.")),
        ("mismatchLabelKeys", Texts("Labels of this pod that the others must not share.")),
        ("namespaceSelector", LabelSelector),
        ("namespaces", Texts("The namespaces of the other pods; this pod's own where nothing is said.")),
        ("topologyKey*", Text("The label of nodes that must be the same for two to be near.")));

    private static readonly SchemaNode Affinity = Struct(
        "Affinity",
        "Where the pod wants to run.",
        ("nodeAffinity", Struct(
            "NodeAffinity",
            "Which nodes.",
            ("preferredDuringSchedulingIgnoredDuringExecution", List(
                "Nodes that are better than others.",
                Struct("PreferredSchedulingTerm", "A preference.", ("preference*", NodeTerm), ("weight*", Int32("From 1 to 100."))))),
            ("requiredDuringSchedulingIgnoredDuringExecution", Atomic(
                "NodeSelector", "Nodes that are possible at all.", ("nodeSelectorTerms*", List("One of these must hold.", NodeTerm)))))),
        ("podAffinity", PodAffinity("PodAffinity", "Near which pods.")),
        ("podAntiAffinity", PodAffinity("PodAntiAffinity", "Away from which pods.")));

    /// <summary>What a pod is asked to be.</summary>
    public static readonly SchemaNode Spec = Struct(
        "PodSpec",
        "The containers of the pod, and where and how they run.",
        ("activeDeadlineSeconds", Int64("Seconds after which the pod is ended.")),
        ("affinity", Affinity),
        ("automountServiceAccountToken", Flag("Whether containers get a token of the service account.")),
        ("containers*", Keyed("The containers; at least one.", ContainerShapes.Container, "name")),
        ("dnsConfig", Struct(
            "PodDNSConfig",
            "How names are resolved, beyond the policy.",
            ("nameservers", Texts("Further name servers.")),
            ("options", List("Options of the resolver.", Struct("PodDNSConfigOption", "An option.", ("name", Text("Its name.")), ("value", Text("Its value."))))),
            ("searches", Texts("Further search domains.")))),
        ("dnsPolicy", OneOf("How names are resolved.", "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")),
        ("enableServiceLinks", Flag("Whether containers get variables for each service.")),
        ("ephemeralContainers", Keyed("Containers added to look into the pod.", ContainerShapes.EphemeralContainer, "name")),
        ("hostAliases", Keyed(
            "Lines for /etc/hosts.",
            Struct("HostAlias", "A line.", ("hostnames", Texts("The names.")), ("ip*", Text("The address."))),
            "ip")),
        ("hostIPC", Flag("Whether it shares the node's IPC.")),
        ("hostNetwork", Flag("Whether it shares the node's network.")),
        ("hostPID", Flag("Whether it sees the node's processes.")),
        ("hostUsers", Flag("Whether its users are the node's.")),
        ("hostname", Text("Its host name; the pod's name where it is missing.")),
        ("imagePullSecrets", Keyed("Secrets to pull images with.", LocalReference, "name")),
        ("initContainers", Keyed("Containers that run one after the other before the rest.", ContainerShapes.Container, "name")),
        ("nodeName", Text("The node it runs on; the scheduler fills it in.")),
        ("nodeSelector", TextMap("Labels that the node must have.") with { MapType = "atomic" }),
        ("os", Struct("PodOS", "The operating system of its containers.", ("name*", Text("linux or windows.")))),
        ("overhead", CommonSchemas.Quantities("What running it costs beyond its containers.")),
        ("preemptionPolicy", Text("Whether it may push out others.")),
        ("priority", Int32("Its priority, as a number.")),
        ("priorityClassName", Text("The class of its priority.")),
        ("readinessGates", List(
            "Further conditions that must hold for it to be ready.",
            Struct("PodReadinessGate", "A condition.", ("conditionType*", Text("Its type."))))),
        ("resourceClaims", Keyed(
            "Devices that it uses.",
            Struct(
                "PodResourceClaim",
                "A claim.",
                ("name*", Text("Its name in the pod.")),
                ("resourceClaimName", Text("The claim in the namespace.")),
                ("resourceClaimTemplateName", Text("The template that a claim is made of."))),
            "name")),
        ("resources", ContainerShapes.Resources),
        ("restartPolicy", OneOf("When containers that have ended are started again.", "Always", "OnFailure", "Never")),
        ("runtimeClassName", Text("The class of its runtime.")),
        ("schedulerName", Text("Who chooses its node.")),
        ("schedulingGates", Keyed("What must be taken away before a node is chosen.", Struct("PodSchedulingGate", "A gate.", ("name*", Text("Its name."))), "name")),
        ("securityContext", Struct(
            "PodSecurityContext",
            "As whom its containers run.",
            [
                .. ContainerShapes.SecurityMembers,
                ("fsGroup", Int64("The group that owns its volumes.")),
                ("fsGroupChangePolicy", Text("When the owner of files is changed.")),
                ("seLinuxChangePolicy", Text("How SELinux labels of volumes are set.")),
                ("supplementalGroups", List("Further groups.", Int64("A group."))),
                ("supplementalGroupsPolicy", Text("Whether groups of the image count.")),
                ("sysctls", List("Kernel parameters.", Struct("Sysctl", "A parameter.", ("name*", Text("Its name.")), ("value*", Text("Its value."))))),
            ])),
        ("serviceAccount", Text("The former name of serviceAccountName.")),
        ("serviceAccountName", Text("The service account it runs as.")),
        ("setHostnameAsFQDN", Flag("Whether its host name has the domain with it.")),
        ("shareProcessNamespace", Flag("Whether its containers see each other's processes.")),
        ("subdomain", Text("The domain below the namespace's that it is found in.")),
        ("terminationGracePeriodSeconds", Int64("Seconds it gets to end by itself.")),
        ("tolerations", List(
            "Taints of nodes that it does not mind.",
            Struct(
                "Toleration",
                "A taint that is tolerated.",
                ("effect", Text("The effect; all where it is missing.")),
                ("key", Text("The key; all where it is missing.")),
                ("operator", Text("Exists or Equal.")),
                ("tolerationSeconds", Int64("How long it is tolerated.")),
                ("value", Text("The value."))))),
        ("topologySpreadConstraints", Keyed(
            "How pods are spread.",
            Struct(
                "TopologySpreadConstraint",
                "A rule.",
                ("labelSelector", LabelSelector),
                ("matchLabelKeys", Texts("Labels of this pod that the others must share.")),
                ("maxSkew*", Int32("How uneven it may be.")),
                ("minDomains", Int32("The fewest places.")),
                ("nodeAffinityPolicy", Text("Whether node affinity counts.")),
                ("nodeTaintsPolicy", Text("Whether taints count.")),
                ("topologyKey*", Text("The label of nodes that tells places apart.")),
                ("whenUnsatisfiable*", Text("DoNotSchedule or ScheduleAnyway."))),
            "topologyKey",
            "whenUnsatisfiable")),
        ("volumes", Keyed("Volumes for its containers.", VolumeShapes.Volume, "name") with { PatchStrategy = "merge,retainKeys" }));

    /// <summary>What the pods of a workload are made of.</summary>
    public static readonly SchemaNode Template = Struct(
        "PodTemplateSpec", "What pods are made of.", ("metadata", CommonSchemas.ObjectMeta), ("spec", Spec));

    private static SchemaNode PodAffinity(string typeName, string description) => Struct(
        typeName,
        description,
        ("preferredDuringSchedulingIgnoredDuringExecution", List(
            "Better than elsewhere.",
            Struct("WeightedPodAffinityTerm", "A preference.", ("podAffinityTerm*", PodTerm), ("weight*", Int32("From 1 to 100."))))),
        ("requiredDuringSchedulingIgnoredDuringExecution", List("All of these must hold.", PodTerm)));
}
