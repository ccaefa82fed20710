using System.Globalization;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Model;

/// <summary>
/// Decides from feedback whether a resource runs. OCM's Available says only that it exists.
/// </summary>
internal static class Readiness
{
    /// <summary>Whether the resource runs (null: cannot be told), and what it waits for while it does not.</summary>
    public static (bool? Ready, string WaitsFor) Of(WorkManifest row, ManifestOutline identity)
    {
        if (row.Available != true)
        {
            return (row.Available, "");
        }

        return (identity.Group, identity.Kind) switch
        {
            ("apps", "Deployment") => Replicas(row, identity, "AvailableReplicas"),
            ("apps", "StatefulSet") => Replicas(row, identity, "ReadyReplicas"),
            ("apps", "DaemonSet") => DaemonSet(row),
            ("batch", "Job") => Job(row),
            ("", "Pod") => Pod(row),
            _ => (true, ""),
        };
    }

    private static (bool?, string) Replicas(WorkManifest row, ManifestOutline identity, string lastToRise)
    {
        // Kubernetes leaves out a count of zero, so a missing value means zero once any other has come.
        if (row.Feedback.Count == 0)
        {
            return (null, "");
        }

        if (!Observed(row))
        {
            return (false, "the cluster has not taken up the change yet");
        }

        long replicas = Number(row, "Replicas") ?? 0;

        // Without replicas in the manifest an autoscaler decides, and what it decided is what counts.
        long wanted = identity.Replicas ?? Math.Max(replicas, 1);
        long ready = Math.Min(Number(row, "ReadyReplicas") ?? 0, Number(row, lastToRise) ?? 0);
        long updated = Number(row, "UpdatedReplicas") ?? (row.Feedback.ContainsKey("ObservedGeneration") ? 0 : wanted);
        return ready < wanted ? (false, Counted(ready, wanted, "replicas ready"))
            : updated < wanted ? (false, Counted(updated, wanted, "replicas updated"))
            : replicas > wanted ? (false, Counted(replicas - wanted, replicas, "replicas still to go"))
            : (true, "");
    }

    private static (bool?, string) DaemonSet(WorkManifest row)
    {
        if (row.Feedback.Count == 0)
        {
            return (null, "");
        }

        if (!Observed(row))
        {
            return (false, "the cluster has not taken up the change yet");
        }

        long wanted = Number(row, "DesiredNumberScheduled") ?? 0;
        long ready = Math.Min(Number(row, "NumberReady") ?? 0, Number(row, "NumberAvailable") ?? 0);
        long updated = Number(row, "UpdatedNumberScheduled") ?? (row.Feedback.ContainsKey("ObservedGeneration") ? 0 : wanted);
        return ready < wanted ? (false, Counted(ready, wanted, "nodes ready"))
            : updated < wanted ? (false, Counted(updated, wanted, "nodes updated"))
            : (true, "");
    }

    private static (bool?, string) Job(WorkManifest row) => Text(row, "JobComplete") switch
    {
        "True" => (true, ""),
        _ when row.Feedback.Count == 0 => (null, ""),
        _ => (false, "the job is not complete"),
    };

    private static (bool?, string) Pod(WorkManifest row) => (Text(row, "PodReady"), Text(row, "PodPhase")) switch
    {
        ("True", _) or (_, "Succeeded") => (true, ""),
        (null, null) => (null, ""),
        (_, { } phase) => (false, $"the pod is {phase}"),
        _ => (false, "the pod is not ready"),
    };

    private static bool Observed(WorkManifest row) =>
        Number(row, "Generation") is not { } generation || (Number(row, "ObservedGeneration") ?? 0) >= generation;

    private static long? Number(WorkManifest row, string name) => row.Feedback.GetValueOrDefault(name) as long?;

    private static string? Text(WorkManifest row, string name) => row.Feedback.GetValueOrDefault(name) as string;

    private static string Counted(long have, long want, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{have} of {want} {what}");
}
