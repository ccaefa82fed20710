using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Services.</summary>
internal static class ServiceKind
{
    private static readonly SchemaNode ServicePort = Struct(
        "ServicePort",
        "A port.",
        ("appProtocol", Text("The protocol that is spoken.")),
        ("name", Text("Its name; needed where there are several.")),
        ("nodePort", Int32("The port of each node that leads here.")),
        ("port*", Port("Its number.")),
        ("protocol", OneOf("TCP, UDP or SCTP.", "SCTP", "TCP", "UDP") with { Default = "\"TCP\"" }),
        ("targetPort", NumberOrText("The port of the pods, by number or name.")));

    private static readonly SchemaNode Spec = Struct(
        "ServiceSpec",
        "Which pods are meant, and how they are reached.",
        ("allocateLoadBalancerNodePorts", Flag("Whether a load balancer gets ports of the nodes.")),
        ("clusterIP", Text("The address in the cluster; None for names alone.")),
        ("clusterIPs", Texts("All addresses in the cluster.")),
        ("externalIPs", Texts("Further addresses whose traffic comes here.")),
        ("externalName", Text("The name that this one stands for.")),
        ("externalTrafficPolicy", OneOf("Whether traffic from outside stays on its node.", "Cluster", "Local")),
        ("healthCheckNodePort", Int32("The port of each node that tells whether it has pods.")),
        ("internalTrafficPolicy", OneOf("Whether traffic from inside stays on its node.", "Cluster", "Local")),
        ("ipFamilies", Texts("IPv4, IPv6 or both.")),
        ("ipFamilyPolicy", OneOf("Whether both are wanted.", "SingleStack", "PreferDualStack", "RequireDualStack")),
        ("loadBalancerClass", Text("Who makes the load balancer.")),
        ("loadBalancerIP", Text("The address that is wished for.")),
        ("loadBalancerSourceRanges", Texts("Who may come through the load balancer.")),
        ("ports", Keyed("The ports.", ServicePort, "port", "protocol")),
        ("publishNotReadyAddresses", Flag("Whether pods count that are not ready.")),
        ("selector", TextMap("Labels of the pods.") with { MapType = "atomic" }),
        ("sessionAffinity", OneOf("Whether a client stays with a pod.", "ClientIP", "None")),
        ("sessionAffinityConfig", Struct(
            "SessionAffinityConfig", "For how long.", ("clientIP", Struct("ClientIPConfig", "By address.", ("timeoutSeconds", Int32("Seconds.")))))),
        ("trafficDistribution", Text("Which pods are preferred.")),
        ("type", OneOf("How it is reached.", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort")));

    private static readonly SchemaNode Status = Struct(
        "ServiceStatus",
        "Its load balancer.",
        ("conditions", Conditions("Condition", "Its state.", ("observedGeneration", Int64("The generation that this was found for.")))),
        ("loadBalancer", Struct(
            "LoadBalancerStatus",
            "Where it is reached.",
            ("ingress", List(
                "Its addresses.",
                Struct(
                    "LoadBalancerIngress",
                    "An address.",
                    ("hostname", Text("As a name.")),
                    ("ip", Text("As a number.")),
                    ("ipMode", Text("How packets come.")),
                    ("ports", List("Its ports.", Struct("PortStatus", "A port.", ("error", Text("What is wrong.")), ("port*", Int32("Its number.")), ("protocol*", Text("Its protocol.")))))))))));

    /// <summary>How Services are served.</summary>
    public static readonly ResourceDefinition Definition = new()
    {
        Type = new("", "v1", "Service", "services", true) { ShortNames = ["svc"] },
        Schema = Root("Service", "A name and an address for pods.", ("spec", Spec), ("status", Status)),
        IsBuiltIn = true,
        HasGeneration = false,
        Names = NameForm.ServiceLabel,
        Categories = ["all"],
        SelectableFields = ["spec.clusterIP", "spec.type"],
        Columns =
        [
            Cells.Column("Type", "How it is reached.", value => value.Text("spec", "type")),
            Cells.Column("Cluster-IP", "Its address in the cluster.", value => value.Text("spec", "clusterIP").OrNone()),
            Cells.Column("External-IP", "Its address outside.", ExternalAddress),
            Cells.Column("Port(s)", "Its ports.", PortsOf),
            Cells.Age,
            Cells.Wide("Selector", "Labels of its pods.", value => Cells.Labels(value.At("spec", "selector"))),
        ],
        Admission = [new DefaultsAdmission(Fill)],
        Rules = (value, before) => Check(value.Object("spec"), before.Object("spec")),
    };

    private static void Fill(JsonObject spec, JsonObject value, JsonObject? before)
    {
        ServiceDefaults.Service(spec, value, before);
        if (before is null)
        {
            value["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        }
    }

    private static IEnumerable<FieldError> Check(JsonObject? spec, JsonObject? before)
    {
        JsonArray ports = spec.Array("ports") ?? [];
        bool isNameOnly = spec.Text("type") == "ExternalName";
        if (ports.Count == 0 && !isNameOnly && spec.Text("clusterIP") != "None")
        {
            yield return FieldError.Required("spec.ports");
        }

        if (isNameOnly && spec.Text("externalName") is null or "")
        {
            yield return FieldError.Required("spec.externalName");
        }

        for (int index = 0; ports.Count > 1 && index < ports.Count; index++)
        {
            if ((ports[index] as JsonObject).Text("name") is null or "")
            {
                yield return FieldError.Required(FormattableString.Invariant($"spec.ports[{index}].name"));
            }
        }

        if (before.Text("clusterIP") is { Length: > 0 } address && !isNameOnly && before.Text("type") != "ExternalName" && spec.Text("clusterIP") != address)
        {
            yield return FieldError.Invalid("spec.clusterIPs[0]", JsonValue.Create(spec.Text("clusterIP") ?? string.Empty).ToJsonString(), "may not change once set");
        }
    }

    private static string ExternalAddress(JsonElement service)
    {
        string[] balanced = [.. service.Items("status", "loadBalancer", "ingress").Select(one => one.Text("ip") is { Length: > 0 } ip ? ip : one.Text("hostname"))];
        string[] given = [.. service.Items("spec", "externalIPs").Select(one => one.ToString())];
        return service.Text("spec", "type") switch
        {
            "ExternalName" => service.Text("spec", "externalName"),
            "LoadBalancer" when balanced.Length + given.Length == 0 => "<pending>",
            "LoadBalancer" => string.Join(',', balanced.Concat(given)),
            _ => string.Join(',', given).OrNone(),
        };
    }

    private static string PortsOf(JsonElement service) => string.Join(',', service.Items("spec", "ports").Select(port =>
        port.Number("nodePort") > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{port.Number("port")}:{port.Number("nodePort")}/{port.Text("protocol")}")
            : string.Create(CultureInfo.InvariantCulture, $"{port.Number("port")}/{port.Text("protocol")}"))).OrNone();
}
