using System.Text.Json;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Nodes.</summary>
internal static class NodeKind
{
    private const string RoleLabel = "node-role.kubernetes.io/";

    private static readonly string[] Info =
    [
        "architecture", "bootID", "containerRuntimeVersion", "kernelVersion", "kubeProxyVersion", "kubeletVersion", "machineID",
        "operatingSystem", "osImage", "systemUUID",
    ];

    /// <summary>How nodes are served.</summary>
    public static readonly ResourceDefinition Definition = new()
    {
        Type = KubernetesTypes.Node,
        Schema = Root(
            "Node",
            "A machine that runs pods.",
            ("spec", Struct(
                "NodeSpec",
                "What the cluster wants of it.",
                ("externalID", Text("No longer used.")),
                ("podCIDR", Text("Addresses of its pods.")),
                ("podCIDRs", TextSet("Addresses of its pods.") with { PatchStrategy = "merge" }),
                ("providerID", Text("The machine, as its provider calls it.")),
                ("taints", List(
                    "What keeps pods away.",
                    Struct("Taint", "A taint.", ("effect*", Text("What it does.")), ("key*", Text("Its key.")), ("timeAdded", Moment("When it was added.")), ("value", Text("Its value."))))),
                ("unschedulable", Flag("Whether no new pods come.")))),
            ("status", Struct(
                "NodeStatus",
                "What it is and how it is.",
                ("addresses", Keyed("Its addresses.", Struct("NodeAddress", "An address.", ("address*", Text("The address.")), ("type*", Text("What it is good for."))), "type")),
                ("allocatable", CommonSchemas.Quantities("What pods may use.")),
                ("capacity", CommonSchemas.Quantities("What it has.")),
                ("conditions", Conditions("NodeCondition", "Whether it is ready and has enough of everything.", ("lastHeartbeatTime", Moment("When it last said so.")))),
                ("config", Unsaid),
                ("daemonEndpoints", Unsaid),
                ("features", Unsaid),
                ("images", List("Images it has.", Struct("ContainerImage", "An image.", ("names", Texts("Its names.")), ("sizeBytes", Int64("Its size."))))),
                ("nodeInfo", Struct("NodeSystemInfo", "What runs on it.", [.. Info.Select(name => ($"{name}*", Text("As the node says.")))])),
                ("phase", Text("No longer used.")),
                ("runtimeHandlers", List("Runtimes it has.", Unsaid)),
                ("volumesAttached", List("Volumes that are attached.", Unsaid)),
                ("volumesInUse", Texts("Volumes that are mounted."))))),
        IsBuiltIn = true,
        HasGeneration = false,
        SelectableFields = ["spec.unschedulable"],
        Columns =
        [
            Cells.Column("Status", "Whether it is ready.", StatusOf),
            Cells.Column("Roles", "What it is for.", RolesOf),
            Cells.Age,
            Cells.Column("Version", "The version of its kubelet.", value => value.Text("status", "nodeInfo", "kubeletVersion")),
            Cells.Wide("Internal-IP", "Its address inside.", value => Address(value, "InternalIP")),
            Cells.Wide("External-IP", "Its address outside.", value => Address(value, "ExternalIP")),
            Cells.Wide("OS-Image", "Its operating system.", value => Known(value.Text("status", "nodeInfo", "osImage"))),
            Cells.Wide("Kernel-Version", "Its kernel.", value => Known(value.Text("status", "nodeInfo", "kernelVersion"))),
            Cells.Wide("Container-Runtime", "Its runtime.", value => Known(value.Text("status", "nodeInfo", "containerRuntimeVersion"))),
        ],
    };

    private static SchemaNode Unsaid => new() { Type = "object", Description = "Kept as it is.", PreservesUnknownFields = true };

    private static string StatusOf(JsonElement node)
    {
        JsonElement ready = node.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready");
        string status = ready.ValueKind == JsonValueKind.Undefined ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        return node.Flag("spec", "unschedulable") ? $"{status},SchedulingDisabled" : status;
    }

    private static string RolesOf(JsonElement node)
    {
        JsonElement labels = node.At("metadata", "labels");
        return labels.ValueKind != JsonValueKind.Object ? Cells.None : string.Join(',', labels.EnumerateObject()
            .Where(label => label.Name.StartsWith(RoleLabel, StringComparison.Ordinal))
            .Select(label => label.Name[RoleLabel.Length..])
            .Order(StringComparer.Ordinal)).OrNone();
    }

    private static string Address(JsonElement node, string type) =>
        node.Items("status", "addresses").Where(address => address.Text("type") == type).Select(address => address.Text("address")).FirstOrDefault(string.Empty).OrNone();

    private static string Known(string text) => text.Length > 0 ? text : "<unknown>";
}
