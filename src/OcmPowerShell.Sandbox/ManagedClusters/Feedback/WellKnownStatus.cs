using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>The values that a feedback rule of type <c>WellKnownStatus</c> stands for.</summary>
internal static class WellKnownStatus
{
    private static readonly Dictionary<(string ApiVersion, string Kind), (string Name, string Path)[]> Known = new()
    {
        [("apps/v1", "Deployment")] =
        [
            ("ReadyReplicas", ".status.readyReplicas"),
            ("Replicas", ".status.replicas"),
            ("AvailableReplicas", ".status.availableReplicas"),
        ],
        [("apps/v1", "DaemonSet")] =
        [
            ("NumberReady", ".status.numberReady"),
            ("DesiredNumberScheduled", ".status.desiredNumberScheduled"),
            ("NumberAvailable", ".status.numberAvailable"),
        ],
        [("batch/v1", "Job")] =
        [
            ("JobComplete", """.status.conditions[?(@.type=="Complete")].status"""),
            ("JobSucceeded", ".status.succeeded"),
        ],
        [("v1", "Pod")] =
        [
            ("PodReady", """.status.conditions[?(@.type=="Ready")].status"""),
            ("PodPhase", ".status.phase"),
        ],
    };

    /// <summary>Names and paths for a kind; none where OCM knows none (a StatefulSet, for one).</summary>
    public static IReadOnlyList<(string Name, string Path)> PathsOf(ResourceType type) =>
        Known.GetValueOrDefault((type.ApiVersion, type.Kind)) ?? [];
}
