using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Claims of storage. Nothing binds them: a sandbox has no storage.</summary>
internal static class StorageKinds
{
    /// <summary>What became of a claim.</summary>
    public static readonly SchemaNode ClaimStatus = Struct(
        "PersistentVolumeClaimStatus",
        "What became of it.",
        ("accessModes", Texts("How it can be mounted.")),
        ("allocatedResourceStatuses", TextMap("How far resizing is.")),
        ("allocatedResources", CommonSchemas.Quantities("What is set aside.")),
        ("capacity", CommonSchemas.Quantities("What it has.")),
        ("conditions", Conditions("PersistentVolumeClaimCondition", "Its state.", ("lastProbeTime", Moment("When it was last looked at.")))),
        ("currentVolumeAttributesClassName", Text("The class of its attributes.")),
        ("modifyVolumeStatus", new SchemaNode { Type = "object", Description = "How far a change is.", PreservesUnknownFields = true }),
        ("phase", Text("Pending, Bound or Lost.")));

    /// <summary>How claims are served.</summary>
    public static readonly ResourceDefinition Claim = new()
    {
        Type = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true) { ShortNames = ["pvc"] },
        Schema = Root("PersistentVolumeClaim", "Asks for storage.", ("spec", VolumeShapes.ClaimSpec), ("status", ClaimStatus)),
        IsBuiltIn = true,
        HasGeneration = false,
        Columns =
        [
            Cells.Column("Status", "What became of it.", value => value.Text("status", "phase")),
            Cells.Column("Volume", "Its volume.", value => value.Text("spec", "volumeName")),
            Cells.Column("Capacity", "What it has.", value => value.Text("status", "capacity", "storage")),
            Cells.Column("Access Modes", "How it can be mounted.", value => string.Join(',', value.Items("status", "accessModes").Select(mode => Short(mode.ToString())))),
            Cells.Column("StorageClass", "The class of storage.", value => value.Text("spec", "storageClassName")),
            Cells.Column("VolumeAttributesClass", "The class of its attributes.", value => value.Text("spec", "volumeAttributesClassName") is { Length: > 0 } name ? name : "<unset>"),
            Cells.Age,
            Cells.Wide("VolumeMode", "Filesystem or Block.", value => value.Text("spec", "volumeMode")),
        ],
        Admission = [new ObjectAdmission((value, before) =>
        {
            if (value["spec"] is System.Text.Json.Nodes.JsonObject spec)
            {
                spec["volumeMode"] ??= "Filesystem";
            }

            if (before is null)
            {
                value["status"] = new System.Text.Json.Nodes.JsonObject { ["phase"] = "Pending" };
            }
        })],
    };

    private static string Short(string mode) => mode switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => mode,
    };
}
