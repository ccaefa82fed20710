using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Kinds that are stored as they come: a real server has them, and nobody here looks into them.</summary>
internal static class OtherKinds
{
    private const string Admission = "admissionregistration.k8s.io";
    private const string Autoscaling = "autoscaling";
    private const string Networking = "networking.k8s.io";
    private const string Storage = "storage.k8s.io";
    private const string FlowControl = "flowcontrol.apiserver.k8s.io";

    /// <summary>Those of the core group.</summary>
    public static readonly IReadOnlyList<ResourceDefinition> Core =
    [
        Of(In("", "v1", "Endpoints", "endpoints", false, "ep"), counts: false),
        Of(In("", "v1", "LimitRange", "limitranges", false, "limits"), counts: false),
        Of(Wide("", "v1", "PersistentVolume", "persistentvolumes", true, "pv"), counts: false),
        Of(In("", "v1", "PodTemplate", "podtemplates", false), counts: false),
        Of(In("", "v1", "ReplicationController", "replicationcontrollers", true, "rc")) with { Categories = ["all"] },
        Of(In("", "v1", "ResourceQuota", "resourcequotas", true, "quota"), counts: false),
    ];

    /// <summary>Those of other groups.</summary>
    public static readonly IReadOnlyList<ResourceDefinition> Grouped =
    [
        Of(In("apps", "v1", "ControllerRevision", "controllerrevisions", false), counts: false),
        Of(In(Autoscaling, "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, "hpa"), counts: false) with { Categories = ["all"] },
        Of(In(Autoscaling, "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, "hpa"), counts: false) with { Categories = ["all"] },
        Of(In("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true, "pdb")),
        Of(Wide("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", false, "pc")),
        Of(In("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", false), counts: false),
        Of(In(Networking, "v1", "Ingress", "ingresses", true, "ing")),
        Of(Wide(Networking, "v1", "IngressClass", "ingressclasses", false)),
        Of(In(Networking, "v1", "NetworkPolicy", "networkpolicies", false, "netpol")),
        Of(Wide(Storage, "v1", "CSIDriver", "csidrivers", false), counts: false),
        Of(Wide(Storage, "v1", "CSINode", "csinodes", false), counts: false),
        Of(In(Storage, "v1", "CSIStorageCapacity", "csistoragecapacities", false), counts: false),
        Of(Wide(Storage, "v1", "StorageClass", "storageclasses", false, "sc"), counts: false),
        Of(Wide(Storage, "v1", "VolumeAttachment", "volumeattachments", true), counts: false),
        Of(Wide(Admission, "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false)),
        Of(Wide(Admission, "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", true)),
        Of(Wide(Admission, "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", false)),
        Of(Wide(Admission, "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", false)),
        Of(Wide("apiregistration.k8s.io", "v1", "APIService", "apiservices", true), counts: false) with { Categories = ["api-extensions"] },
        Of(Wide(FlowControl, "v1", "FlowSchema", "flowschemas", true)),
        Of(Wide(FlowControl, "v1", "PriorityLevelConfiguration", "prioritylevelconfigurations", true)),
        Of(Wide("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", false), counts: false),
    ];

    private static ResourceDefinition Of(ResourceType type, bool counts = true) => new() { Type = type, IsBuiltIn = true, HasGeneration = counts };

    private static ResourceType In(string group, string version, string kind, string plural, bool status, params string[] shortNames) =>
        new(group, version, kind, plural, true) { HasStatus = status, ShortNames = shortNames };

    private static ResourceType Wide(string group, string version, string kind, string plural, bool status, params string[] shortNames) =>
        new(group, version, kind, plural, false) { HasStatus = status, ShortNames = shortNames };
}
