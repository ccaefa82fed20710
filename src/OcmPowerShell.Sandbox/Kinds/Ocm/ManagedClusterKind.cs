using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ManagedCluster of cluster.open-cluster-management.io/v1.</summary>
internal static class ManagedClusterKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "A cluster that the hub manages, once an admin of the hub has accepted it.",
        ("spec", Spec),
        ("status", Status));

    /// <summary>How it is served.</summary>
    /// <param name="time">The clock of what the webhook stamps.</param>
    public static ResourceDefinition Definition(TimeProvider time) => new()
    {
        Type = OcmTypes.ManagedCluster,
        Schema = Root,
        Columns =
        [
            new("Hub Accepted", "boolean", ".spec.hubAcceptsClient"),
            new("Managed Cluster URLs", "string", ".spec.managedClusterClientConfigs[*].url"),
            OcmShapes.ConditionColumn("Joined", "ManagedClusterJoined"),
            OcmShapes.ConditionColumn("Available", "ManagedClusterConditionAvailable"),
            OcmShapes.AgeColumn,
        ],
        Admission = [new ManagedClusterAdmission(time)],
    };

    private static SchemaNode Spec => Object(
        "How the cluster is known to the hub.",
        ("hubAcceptsClient", Flag("Whether an admin of the hub accepted the cluster; its namespace exists only then.")),
        ("leaseDurationSeconds", Int32("Seconds between two signs of life of the agent.") with { Default = "60" }),
        ("managedClusterClientConfigs", List(
            "Where the cluster's own API servers are.",
            Object(
                "An API server.",
                ("url*", Text("Its URL.")),
                ("caBundle", new SchemaNode { Type = "string", Format = "byte", Description = "The CA that signed its certificate, as PEM in base64." })))),
        ("taints", List(
            "What keeps placements from the cluster.",
            Object(
                "A taint.",
                ("key*", Text("The taint's key.") with { MaxLength = 316, Pattern = CommonSchemas.QualifiedName }),
                ("value", Text("The taint's value.") with { MaxLength = 1024 }),
                ("effect*", OneOf("What it does to placements that do not tolerate it.", "NoSelect", "PreferNoSelect", "NoSelectIfNew")),
                ("timeAdded", Time("When it was added; the server fills it in.") with { Nullable = true })))));

    private static SchemaNode Status => Object(
        "What is known of the cluster.",
        ("conditions", CommonSchemas.Conditions("Whether the cluster is accepted, joined and available.")),
        ("capacity", CommonSchemas.Quantities("All resources of its nodes.")),
        ("allocatable", CommonSchemas.Quantities("The resources of its nodes that workloads may use.")),
        ("version", Object("Its version.", ("kubernetes", Text("The version of Kubernetes.")))),
        ("clusterClaims", List(
            "What the cluster says of itself.",
            Object(
                "A claim.",
                ("name", Text("The claim's name.") with { MinLength = 1, MaxLength = 253 }),
                ("value", Text("The claim's value.") with { MinLength = 1, MaxLength = 1024 })))),
        ("managedNamespaces", ListByKey(
            "Namespaces on the cluster that its cluster sets manage.",
            Object(
                "A namespace.",
                ("name*", Text("Its name.") with { MaxLength = 63, Pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" }),
                ("clusterSet*", Text("The cluster set that manages it.")),
                ("conditions", CommonSchemas.Conditions("Its state."))),
            "clusterSet",
            "name")));
}
