using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ManagedClusterSet of cluster.open-cluster-management.io/v1beta2.</summary>
internal static class ManagedClusterSetKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "A set of clusters that namespaces are given to place workloads on.",
        ("spec", Object(
            "Which clusters are in it.",
            ("clusterSelector", Object(
                "How its clusters are found.",
                ("selectorType*", OneOf(
                    "By the label that puts a cluster in one set only, or by any labels.", "ExclusiveClusterSetLabel", "LabelSelector") with
                { Default = "\"ExclusiveClusterSetLabel\"" }),
                ("labelSelector", OcmShapes.LabelSelector("The labels of LabelSelector; without any, all clusters."))) with
            { Default = """{"selectorType":"ExclusiveClusterSetLabel"}""" }),
            ("managedNamespaces", ListByKey(
                "Namespaces on its clusters that the set manages.",
                Object("A namespace.", ("name*", OcmShapes.Label("Its name."))),
                "name"))) with
        { Default = """{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"}}""" }),
        ("status", Object(
            "What is known of the set.",
            ("conditions", OcmShapes.UnkeyedConditions("Whether the set is empty.")))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = OcmTypes.ManagedClusterSet,
        Schema = Root,
        Columns = [OcmShapes.ConditionColumn("Empty", "ClusterSetEmpty"), OcmShapes.AgeColumn],
    };
}
