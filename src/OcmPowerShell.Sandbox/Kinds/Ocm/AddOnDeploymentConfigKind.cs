using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>AddOnDeploymentConfig of addon.open-cluster-management.io: v1alpha1, which is stored, and v1beta1, which says the same.</summary>
internal static class AddOnDeploymentConfigKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "How the agents of add-ons are deployed.",
        ("spec*", Object(
            "What to set.",
            ("agentInstallNamespace", Text("The namespace of the agent on the managed cluster.") with
            {
                MaxLength = 63,
                Pattern = "^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$",
                Default = $"\"{ManagedClusterAddOnKind.DefaultNamespace}\"",
            }),
            ("customizedVariables", ListByKey(
                "Values for the variables of the add-on's templates.",
                Object(
                    "A variable.",
                    ("name*", Text("Its name.") with { MaxLength = 255, Pattern = "^[a-zA-Z_][_a-zA-Z0-9]*$" }),
                    ("value", Text("Its value.") with { MaxLength = 1024 })),
                "name")),
            ("nodePlacement", OperatorShapes.NodePlacement),
            ("proxyConfig", Object(
                "The proxies of the agent.",
                ("httpProxy", Text("The proxy for http.")),
                ("httpsProxy", Text("The proxy for https.")),
                ("noProxy", Text("What is reached without a proxy.")),
                ("caBundle", OcmShapes.Bytes("The CA of the proxy, as PEM in base64.")))),
            ("registries", List(
                "Where images come from instead.",
                Object(
                    "A registry.",
                    ("source", Text("Where they would come from.")),
                    ("mirror*", Text("Where they come from."))))),
            ("resourceRequirements", ListByKey(
                "What containers need.",
                Object(
                    "Some containers.",
                    ("containerID*", Text("Which containers: kind, workload and container, each may be *.") with
                    { Pattern = @"^(deployments|daemonsets|statefulsets|replicasets|jobs|cronjobs|pods|\*):.+:.+$" }),
                    ("resources*", OperatorShapes.Resources)),
                "containerID")))));

    /// <summary>How each of its versions is served.</summary>
    public static IReadOnlyList<ResourceDefinition> Definitions { get; } = Versions();

    private static ResourceDefinition[] Versions()
    {
        var alpha = new ResourceDefinition { Type = OcmTypes.AddOnDeploymentConfig, Schema = Root };
        return [alpha, alpha with { Type = alpha.Type with { Version = "v1beta1" }, Storage = alpha }];
    }
}
