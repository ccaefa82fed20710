using System.Globalization;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Pods.</summary>
internal static class PodKind
{
    private static readonly SchemaNode State = Struct(
        "ContainerState",
        "What a container does.",
        ("running", Struct("ContainerStateRunning", "It runs.", ("startedAt", Moment("Since when.")))),
        ("terminated", Struct(
            "ContainerStateTerminated",
            "It has ended.",
            ("containerID", Text("The container.")),
            ("exitCode*", Int32("With what exit code.")),
            ("finishedAt", Moment("When.")),
            ("message", Text("Its last words.")),
            ("reason", Text("Why, as one word.")),
            ("signal", Int32("By what signal.")),
            ("startedAt", Moment("When it was started.")))),
        ("waiting", Struct("ContainerStateWaiting", "It has yet to start.", ("message", Text("For what, as a sentence.")), ("reason", Text("For what, as one word.")))));

    private static readonly SchemaNode Container = Struct(
        "ContainerStatus",
        "A container's state.",
        ("allocatedResources", CommonSchemas.Quantities("What is set aside for it.")),
        ("allocatedResourcesStatus", Keyed("The state of its devices.", Struct("ResourceStatus", "A resource.", ("name*", Text("Its name.")), ("resources", Unsaid)), "name")),
        ("containerID", Text("The container.")),
        ("image*", Text("The image that it runs.")),
        ("imageID*", Text("The image's digest.")),
        ("lastState", State),
        ("name*", Text("The container's name.")),
        ("ready*", Flag("Whether it can serve.")),
        ("resources", ContainerShapes.Resources),
        ("restartCount*", Int32("How often it was started again.")),
        ("started", Flag("Whether it has come up.")),
        ("state", State),
        ("stopSignal", Text("The signal that stops it.")),
        ("user", Unsaid),
        ("volumeMounts", Keyed("Its volumes.", Struct("VolumeMountStatus", "A volume.", ("mountPath*", Text("Where.")), ("name*", Text("Which.")), ("readOnly", Flag("Whether it cannot be written.")), ("recursiveReadOnly", Text("Whether that holds below."))), "mountPath")));

    private static readonly SchemaNode Status = Struct(
        "PodStatus",
        "What became of the pod.",
        ("conditions", Conditions(
            "PodCondition",
            "Whether it is scheduled, initialised and ready.",
            ("lastProbeTime", Moment("When it was last looked at.")),
            ("observedGeneration", Int64("The generation that this was found for.")))),
        ("containerStatuses", List("Its containers.", Container)),
        ("ephemeralContainerStatuses", List("Containers added to look into it.", Container)),
        ("hostIP", Text("The node's address.")),
        ("hostIPs", List("The node's addresses.", Struct("HostIP", "An address.", ("ip*", Text("The address."))))),
        ("initContainerStatuses", List("Containers that run first.", Container)),
        ("message", Text("Why it is as it is, as a sentence.")),
        ("nominatedNodeName", Text("The node on which room is made for it.")),
        ("observedGeneration", Int64("The generation that this status is of.")),
        ("phase", Text("Pending, Running, Succeeded, Failed or Unknown.")),
        ("podIP", Text("Its address.")),
        ("podIPs", Keyed("Its addresses.", Struct("PodIP", "An address.", ("ip*", Text("The address."))), "ip")),
        ("qosClass", Text("Guaranteed, Burstable or BestEffort.")),
        ("reason", Text("Why it is as it is, as one word.")),
        ("resize", Text("How far a change of its resources is.")),
        ("resourceClaimStatuses", Keyed("Its claims of devices.", Struct("PodResourceClaimStatus", "A claim.", ("name*", Text("Its name in the pod.")), ("resourceClaimName", Text("The claim."))), "name")),
        ("startTime", Moment("When the node took it on.")));

    /// <summary>How pods are served.</summary>
    public static readonly ResourceDefinition Definition = new()
    {
        Type = KubernetesTypes.Pod,
        Schema = Root("Pod", "One or more containers that run together on one node.", ("spec", PodShapes.Spec), ("status", Status)),
        IsBuiltIn = true,
        HasGeneration = false,
        Categories = ["all"],
        SelectableFields = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP", "status.nominatedNodeName"],
        Columns =
        [
            Cells.Column("Ready", "How many of its containers are ready.", Ready),
            Cells.Column("Status", "What it does, or why it does not.", StatusOf),
            Cells.Column("Restarts", "How often its containers were started again.", Restarts),
            Cells.Age,
            Cells.Wide("IP", "Its address.", pod => pod.Text("status", "podIP").OrNone()),
            Cells.Wide("Node", "The node it runs on.", pod => pod.Text("spec", "nodeName").OrNone()),
            Cells.Wide("Nominated Node", "The node on which room is made for it.", pod => pod.Text("status", "nominatedNodeName").OrNone()),
            Cells.Wide("Readiness Gates", "How many of its readiness gates hold.", Gates),
        ],
        Admission = [new DefaultsAdmission(PodDefaults.Pod)],
        Rules = (value, before) => PodRules.OfPod(value, before),
    };

    private static SchemaNode Unsaid => new() { Type = "object", Description = "Kept as it is.", PreservesUnknownFields = true };

    private static string Ready(JsonElement pod) => string.Create(
        CultureInfo.InvariantCulture,
        $"{pod.Items("status", "containerStatuses").Count(container => container.Flag("ready"))}/{pod.Size("spec", "containers")}");

    private static string StatusOf(JsonElement pod)
    {
        if (pod.Text("metadata", "deletionTimestamp").Length > 0)
        {
            return "Terminating";
        }

        string status = pod.Text("status", "reason") is { Length: > 0 } reason ? reason : pod.Text("status", "phase");
        JsonElement[] containers = [.. pod.Items("status", "containerStatuses")];
        foreach (JsonElement container in Enumerable.Reverse(containers))
        {
            if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                status = waiting;
            }
            else if (container.At("state", "terminated") is { ValueKind: JsonValueKind.Object } ended)
            {
                status = ended.Text("reason") is { Length: > 0 } why ? why
                    : ended.Number("signal") != 0 ? string.Create(CultureInfo.InvariantCulture, $"Signal:{ended.Number("signal")}")
                    : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{ended.Number("exitCode")}");
            }
        }

        return status;
    }

    private static object Restarts(JsonElement pod, DateTimeOffset now) =>
        pod.Items("status", "containerStatuses").Sum(container => container.Number("restartCount")).ToString(CultureInfo.InvariantCulture);

    private static string Gates(JsonElement pod)
    {
        string[] gates = [.. pod.Items("spec", "readinessGates").Select(gate => gate.Text("conditionType"))];
        int open = gates.Count(gate => pod.Items("status", "conditions").Any(condition => condition.Text("type") == gate && condition.Text("status") == "True"));
        return gates.Length == 0 ? Cells.None : string.Create(CultureInfo.InvariantCulture, $"{open}/{gates.Length}");
    }
}
