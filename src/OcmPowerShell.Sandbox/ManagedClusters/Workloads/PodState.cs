using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>What controllers need to know of a pod.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Revision">The hash of the template it was made of; empty for none.</param>
/// <param name="Phase">Pending, Running, Succeeded or Failed.</param>
/// <param name="IsReady">Whether it is ready.</param>
internal sealed record PodState(string Name, string Revision, string Phase, bool IsReady)
{
    /// <summary>The label with the hash in pods of Deployments.</summary>
    public const string TemplateHash = "pod-template-hash";

    /// <summary>The label with the hash in pods of StatefulSets and DaemonSets.</summary>
    public const string RevisionHash = "controller-revision-hash";

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Phase is "Succeeded" or "Failed";

    /// <summary>Reads a pod.</summary>
    public static PodState Of(JsonObject pod) => new(
        pod.Name(),
        pod.TextAt("metadata", "labels", TemplateHash) ?? pod.TextAt("metadata", "labels", RevisionHash) ?? "",
        pod.TextAt("status", "phase") ?? "Pending",
        ConditionList.IsTrue(pod.ArrayAt("status", "conditions"), "Ready"));
}
