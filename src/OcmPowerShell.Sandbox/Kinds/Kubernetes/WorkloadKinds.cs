using System.Globalization;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>The kinds of <c>apps</c>: Deployments, ReplicaSets, StatefulSets and DaemonSets.</summary>
internal static class WorkloadKinds
{
    private static readonly SchemaNode Selector = LabelSelector with { Description = "Which pods belong to it. It never changes." };
    private static readonly SchemaNode Replicas = Count("How many pods are wanted.");
    private static readonly SchemaNode MinReady = Count("Seconds that a pod must be ready for to count as available.");
    private static readonly SchemaNode History = Count("How many former templates are kept to go back to.");
    private static readonly SchemaNode Collisions = Int32("How often two templates had the same hash.");

    private static readonly ScaleSubresource Scale = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]);

    /// <summary>How Deployments are served.</summary>
    public static readonly ResourceDefinition Deployment = Workload(KubernetesTypes.Deployment) with
    {
        Schema = Root(
            "Deployment",
            "Runs a number of equal pods, and replaces them by others bit by bit when their template changes.",
            ("spec", Struct(
                "DeploymentSpec",
                "The pods that are wanted.",
                ("minReadySeconds", MinReady),
                ("paused", Flag("Whether a changed template waits.")),
                ("progressDeadlineSeconds", Count("Seconds without progress after which it counts as stuck.")),
                ("replicas", Replicas),
                ("revisionHistoryLimit", History),
                ("selector*", Selector),
                ("strategy", Struct(
                    "DeploymentStrategy",
                    "How pods are replaced.",
                    ("rollingUpdate", Struct(
                        "RollingUpdateDeployment",
                        "How many at a time.",
                        ("maxSurge", NumberOrText("How many there may be beyond those wanted, as a number or a share.")),
                        ("maxUnavailable", NumberOrText("How many of those wanted may be missing, as a number or a share.")))),
                    ("type", OneOf("RollingUpdate, or Recreate to end all before new ones start.", "Recreate", "RollingUpdate"))) with
                {
                    PatchStrategy = "retainKeys",
                }),
                ("template*", PodShapes.Template))),
            ("status", Struct(
                "DeploymentStatus",
                "How far it is.",
                ("availableReplicas", Int32("Pods that are available.")),
                ("collisionCount", Collisions),
                ("conditions", Conditions("DeploymentCondition", "Whether it is available and goes on.", ("lastUpdateTime", Moment("When it was last looked at.")))),
                ("observedGeneration", Int64("The generation that this status is of.")),
                ("readyReplicas", Int32("Pods that are ready.")),
                ("replicas", Int32("Pods that there are.")),
                ("terminatingReplicas", Int32("Pods that are being ended.")),
                ("unavailableReplicas", Int32("Pods that are yet missing.")),
                ("updatedReplicas", Int32("Pods made from the newest template."))))),
        Columns =
        [
            Cells.Column("Ready", "Pods that are ready, of those wanted.", ReadyOf),
            Cells.Column("Up-to-date", "Pods made from the newest template.", value => value.Number("status", "updatedReplicas")),
            Cells.Column("Available", "Pods that are available.", value => value.Number("status", "availableReplicas")),
            Cells.Age,
            .. Cells.OfTemplate,
        ],
        Subresources = [Scale],
        Admission = [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.Deployment(spec))],
    };

    /// <summary>How ReplicaSets are served.</summary>
    public static readonly ResourceDefinition ReplicaSet = Workload(KubernetesTypes.ReplicaSet) with
    {
        Schema = Root(
            "ReplicaSet",
            "Runs a number of equal pods; Deployments make these.",
            ("spec", Struct(
                "ReplicaSetSpec", "The pods that are wanted.", ("minReadySeconds", MinReady), ("replicas", Replicas), ("selector*", Selector), ("template", PodShapes.Template))),
            ("status", Struct(
                "ReplicaSetStatus",
                "How far it is.",
                ("availableReplicas", Int32("Pods that are available.")),
                ("conditions", Conditions("ReplicaSetCondition", "What keeps it from making pods.")),
                ("fullyLabeledReplicas", Int32("Pods with all labels of the template.")),
                ("observedGeneration", Int64("The generation that this status is of.")),
                ("readyReplicas", Int32("Pods that are ready.")),
                ("replicas*", Int32("Pods that there are.")),
                ("terminatingReplicas", Int32("Pods that are being ended."))))),
        Columns =
        [
            Cells.Column("Desired", "Pods that are wanted.", value => value.Number("spec", "replicas")),
            Cells.Column("Current", "Pods that there are.", value => value.Number("status", "replicas")),
            Cells.Column("Ready", "Pods that are ready.", value => value.Number("status", "readyReplicas")),
            Cells.Age,
            .. Cells.OfTemplate,
        ],
        SelectableFields = ["status.replicas"],
        Subresources = [Scale],
        Admission = [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.ReplicaSet(spec))],
    };

    /// <summary>How StatefulSets are served.</summary>
    public static readonly ResourceDefinition StatefulSet = Workload(new("apps", "v1", "StatefulSet", "statefulsets", true) { ShortNames = ["sts"] }) with
    {
        Schema = Root(
            "StatefulSet",
            "Runs a number of pods with names and storage of their own, one after the other.",
            ("spec", Struct(
                "StatefulSetSpec",
                "The pods that are wanted.",
                ("minReadySeconds", MinReady),
                ("ordinals", Struct("StatefulSetOrdinals", "How pods are numbered.", ("start", Count("The first number.")))),
                ("persistentVolumeClaimRetentionPolicy", Struct(
                    "StatefulSetPersistentVolumeClaimRetentionPolicy",
                    "What becomes of the claims of storage.",
                    ("whenDeleted", Text("Retain or Delete, when it is deleted.")),
                    ("whenScaled", Text("Retain or Delete, when it is scaled down.")))),
                ("podManagementPolicy", OneOf("Whether pods wait for the one before them.", "OrderedReady", "Parallel")),
                ("replicas", Replicas),
                ("revisionHistoryLimit", History),
                ("selector*", Selector),
                ("serviceName", Text("The service that names the pods.")),
                ("template*", PodShapes.Template),
                ("updateStrategy", Struct(
                    "StatefulSetUpdateStrategy",
                    "How pods are replaced.",
                    ("rollingUpdate", Struct(
                        "RollingUpdateStatefulSetStrategy",
                        "Which and how many.",
                        ("maxUnavailable", NumberOrText("How many may be missing, as a number or a share.")),
                        ("partition", Count("The number of the first pod that is replaced.")))),
                    ("type", OneOf("RollingUpdate, or OnDelete to replace only what somebody deletes.", "OnDelete", "RollingUpdate")))),
                ("volumeClaimTemplates", List(
                    "Claims of storage that each pod gets.",
                    Root("PersistentVolumeClaim", "A claim.", ("spec", VolumeShapes.ClaimSpec), ("status", StorageKinds.ClaimStatus)))))),
            ("status", Struct(
                "StatefulSetStatus",
                "How far it is.",
                ("availableReplicas", Int32("Pods that are available.")),
                ("collisionCount", Collisions),
                ("conditions", Conditions("StatefulSetCondition", "Its state.")),
                ("currentReplicas", Int32("Pods made from the current revision.")),
                ("currentRevision", Text("The revision that pods had before.")),
                ("observedGeneration", Int64("The generation that this status is of.")),
                ("readyReplicas", Int32("Pods that are ready.")),
                ("replicas*", Int32("Pods that there are.")),
                ("updateRevision", Text("The revision that pods are to have.")),
                ("updatedReplicas", Int32("Pods that have it."))))),
        Columns = [Cells.Column("Ready", "Pods that are ready, of those wanted.", ReadyOf), Cells.Age, .. Cells.OfTemplate[..2]],
        Subresources = [Scale],
        Admission = [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.StatefulSet(spec))],
    };

    /// <summary>How DaemonSets are served.</summary>
    public static readonly ResourceDefinition DaemonSet = Workload(new("apps", "v1", "DaemonSet", "daemonsets", true) { ShortNames = ["ds"] }) with
    {
        Schema = Root(
            "DaemonSet",
            "Runs one pod on each node.",
            ("spec", Struct(
                "DaemonSetSpec",
                "The pods that are wanted.",
                ("minReadySeconds", MinReady),
                ("revisionHistoryLimit", History),
                ("selector*", Selector),
                ("template*", PodShapes.Template),
                ("updateStrategy", Struct(
                    "DaemonSetUpdateStrategy",
                    "How pods are replaced.",
                    ("rollingUpdate", Struct(
                        "RollingUpdateDaemonSet",
                        "How many at a time.",
                        ("maxSurge", NumberOrText("How many nodes may have two.")),
                        ("maxUnavailable", NumberOrText("How many nodes may have none.")))),
                    ("type", OneOf("RollingUpdate, or OnDelete to replace only what somebody deletes.", "OnDelete", "RollingUpdate")))))),
            ("status", Struct(
                "DaemonSetStatus",
                "How far it is.",
                ("collisionCount", Collisions),
                ("conditions", Conditions("DaemonSetCondition", "Its state.")),
                ("currentNumberScheduled*", Int32("Nodes that have a pod and should.")),
                ("desiredNumberScheduled*", Int32("Nodes that should have one.")),
                ("numberAvailable", Int32("Nodes whose pod is available.")),
                ("numberMisscheduled*", Int32("Nodes that have one and should not.")),
                ("numberReady*", Int32("Nodes whose pod is ready.")),
                ("numberUnavailable", Int32("Nodes whose pod is yet missing.")),
                ("observedGeneration", Int64("The generation that this status is of.")),
                ("updatedNumberScheduled", Int32("Nodes whose pod is made from the newest template."))))),
        Columns =
        [
            Cells.Column("Desired", "Nodes that should have a pod.", value => value.Number("status", "desiredNumberScheduled")),
            Cells.Column("Current", "Nodes that have one.", value => value.Number("status", "currentNumberScheduled")),
            Cells.Column("Ready", "Nodes whose pod is ready.", value => value.Number("status", "numberReady")),
            Cells.Column("Up-to-date", "Nodes whose pod is made from the newest template.", value => value.Number("status", "updatedNumberScheduled")),
            Cells.Column("Available", "Nodes whose pod is available.", value => value.Number("status", "numberAvailable")),
            Cells.Column("Node Selector", "Labels of the nodes.", value => Cells.Labels(value.At("spec", "template", "spec", "nodeSelector"))),
            Cells.Age,
            .. Cells.OfTemplate,
        ],
        Admission = [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.DaemonSet(spec))],
    };

    private static ResourceDefinition Workload(ResourceType type) => new()
    {
        Type = type,
        IsBuiltIn = true,
        Categories = ["all"],
        Rules = WorkloadRules.OfRunning,
    };

    private static string ReadyOf(JsonElement value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Number("status", "readyReplicas")}/{value.Number("spec", "replicas")}");
}
