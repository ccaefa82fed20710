using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>The shapes of a pod's volumes, and of claims of storage.</summary>
internal static class VolumeShapes
{
    private static readonly SchemaNode Items = List(
        "The keys that become files; all where it is missing.",
        Struct(
            "KeyToPath", "A key and its file.", ("key*", Text("The key.")), ("mode", Int32("The file's permissions.")), ("path*", Text("The file's path."))));

    private static readonly SchemaNode Optional = Flag("Whether it may be missing.");
    private static readonly SchemaNode FileSystem = Text("The type of the file system.");
    private static readonly SchemaNode ReadOnly = Flag("Whether it cannot be written.");

    private static readonly SchemaNode DownwardItems = List(
        "Fields of the pod that become files.",
        Struct(
            "DownwardAPIVolumeFile",
            "A field and its file.",
            ("fieldRef", ContainerShapes.PodField),
            ("mode", Int32("The file's permissions.")),
            ("path*", Text("The file's path.")),
            ("resourceFieldRef", ContainerShapes.ContainerResource)));

    /// <summary>What a claim of storage asks for.</summary>
    public static readonly SchemaNode ClaimSpec = Struct(
        "PersistentVolumeClaimSpec",
        "The storage that is asked for.",
        ("accessModes", Texts("How it can be mounted, as ReadWriteOnce.")),
        ("dataSource", TypedReference("TypedLocalObjectReference")),
        ("dataSourceRef", TypedReference("TypedObjectReference")),
        ("resources", Struct(
            "VolumeResourceRequirements",
            "How much.",
            ("limits", CommonSchemas.Quantities("The most.")),
            ("requests", CommonSchemas.Quantities("The least.")))),
        ("selector", LabelSelector),
        ("storageClassName", Text("The class of storage.")),
        ("volumeAttributesClassName", Text("The class of its attributes.")),
        ("volumeMode", Text("Filesystem or Block.")),
        ("volumeName", Text("The volume that it is bound to.")));

    /// <summary>A volume of a pod.</summary>
    public static readonly SchemaNode Volume = Struct(
        "Volume",
        "A volume that the pod's containers may mount; one of its sources is given.",
        [
            ("name*", Text("Its name in the pod.")),
            ("configMap", Struct(
                "ConfigMapVolumeSource",
                "A ConfigMap as files.",
                ("defaultMode", Int32("Permissions of the files.")), ("items", Items), ("name", Text("The ConfigMap's name.")), ("optional", Optional))),
            ("secret", Struct(
                "SecretVolumeSource",
                "A Secret as files.",
                ("defaultMode", Int32("Permissions of the files.")), ("items", Items), ("optional", Optional), ("secretName", Text("The Secret's name.")))),
            ("emptyDir", Struct(
                "EmptyDirVolumeSource",
                "A directory that begins empty and goes with the pod.",
                ("medium", Text("Memory for one in memory.")), ("sizeLimit", Quantity("The most it may hold.")))),
            ("hostPath", Struct("HostPathVolumeSource", "A path of the node.", ("path*", Text("The path.")), ("type", Text("What must be there.")))),
            ("persistentVolumeClaim", Struct(
                "PersistentVolumeClaimVolumeSource", "A claim of storage.", ("claimName*", Text("Its name.")), ("readOnly", ReadOnly))),
            ("downwardAPI", Struct(
                "DownwardAPIVolumeSource", "Fields of the pod as files.", ("defaultMode", Int32("Permissions of the files.")), ("items", DownwardItems))),
            ("projected", Projected),
            ("csi", Struct(
                "CSIVolumeSource",
                "Storage of a CSI driver.",
                ("driver*", Text("The driver.")),
                ("fsType", FileSystem),
                ("nodePublishSecretRef", LocalReference),
                ("readOnly", ReadOnly),
                ("volumeAttributes", TextMap("What the driver wants to know.")))),
            ("ephemeral", Struct(
                "EphemeralVolumeSource",
                "A claim of storage that goes with the pod.",
                ("volumeClaimTemplate", Struct(
                    "PersistentVolumeClaimTemplate", "The claim.", ("metadata", CommonSchemas.ObjectMeta), ("spec*", ClaimSpec))))),
            ("nfs", Struct("NFSVolumeSource", "A share of an NFS server.", ("path*", Text("The share.")), ("readOnly", ReadOnly), ("server*", Text("The server.")))),
            ("image", Struct("ImageVolumeSource", "The content of an image.", ("pullPolicy", Text("When it is pulled.")), ("reference", Text("The image.")))),
            .. new[]
            {
                "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker", "gcePersistentDisk",
                "gitRepo", "glusterfs", "iscsi", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
            }.Select(name => (name, Foreign)),
        ]);

    private static SchemaNode Foreign => new()
    {
        Type = "object",
        Description = "Storage of one vendor; what it says is kept as it is.",
        PreservesUnknownFields = true,
    };

    private static SchemaNode Projected => Struct(
        "ProjectedVolumeSource",
        "Several sources as one directory.",
        ("defaultMode", Int32("Permissions of the files.")),
        ("sources", List(
            "The sources.",
            Struct(
                "VolumeProjection",
                "A source.",
                ("clusterTrustBundle", Foreign),
                ("configMap", Struct("ConfigMapProjection", "A ConfigMap.", ("items", Items), ("name", Text("Its name.")), ("optional", Optional))),
                ("downwardAPI", Struct("DownwardAPIProjection", "Fields of the pod.", ("items", DownwardItems))),
                ("secret", Struct("SecretProjection", "A Secret.", ("items", Items), ("name", Text("Its name.")), ("optional", Optional))),
                ("serviceAccountToken", Struct(
                    "ServiceAccountTokenProjection",
                    "A token of the pod's service account.",
                    ("audience", Text("Whom it is for.")), ("expirationSeconds", Int64("Seconds it is good for.")), ("path*", Text("The file's path."))))))));

    private static SchemaNode TypedReference(string typeName) => Struct(
        typeName,
        "Where its content comes from.",
        ("apiGroup", Text("The group of the object.")),
        ("kind*", Text("Its kind.")),
        ("name*", Text("Its name.")),
        ("namespace", Text("Its namespace.")));
}
