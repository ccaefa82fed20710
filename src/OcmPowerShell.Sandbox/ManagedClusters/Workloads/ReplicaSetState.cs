using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>What a Deployment needs to know of one of its ReplicaSets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">The hash of its template.</param>
/// <param name="Revision">Which template it was, counted from 1.</param>
/// <param name="Wanted">How many pods it wants.</param>
/// <param name="Replicas">How many it has.</param>
/// <param name="Ready">How many of them are ready.</param>
internal sealed record ReplicaSetState(string Name, string Hash, long Revision, long Wanted, long Replicas, long Ready)
{
    /// <summary>The annotation that counts templates, on Deployments and their ReplicaSets.</summary>
    public const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>Reads a ReplicaSet.</summary>
    public static ReplicaSetState Of(JsonObject value) => new(
        value.Name(),
        value.TextAt("metadata", "labels", PodState.TemplateHash) ?? "",
        long.TryParse(value.TextAt("metadata", "annotations", RevisionAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0,
        value.IntegerAt("spec", "replicas") ?? 1,
        value.IntegerAt("status", "replicas") ?? 0,
        value.IntegerAt("status", "readyReplicas") ?? 0);
}
