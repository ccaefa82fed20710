using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

/// <summary>Defaults of the kinds that run pods.</summary>
internal static class WorkloadDefaults
{
    public static void ReplicaSet(JsonObject spec)
    {
        spec.Default("replicas", 1);
        PodDefaults.Template(spec);
    }

    public static void CronJob(JsonObject spec)
    {
        spec.Default("concurrencyPolicy", "Allow");
        spec.Default("failedJobsHistoryLimit", 1);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("suspend", false);
        if (spec["jobTemplate"] is JsonObject template)
        {
            template.Child("metadata").TryAdd("creationTimestamp", null);
            if (template["spec"] is JsonObject job)
            {
                PodDefaults.Template(job);
            }
        }
    }

    public static void Deployment(JsonObject spec)
    {
        spec.Default("progressDeadlineSeconds", 600);
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("strategy", new JsonObject());
        RollingUpdate(spec, "strategy", new() { ["maxSurge"] = "25%", ["maxUnavailable"] = "25%" });
        PodDefaults.Template(spec);
    }

    public static void StatefulSet(JsonObject spec)
    {
        spec.Default("persistentVolumeClaimRetentionPolicy", new JsonObject { ["whenDeleted"] = "Retain", ["whenScaled"] = "Retain" });
        spec.Default("podManagementPolicy", "OrderedReady");
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("updateStrategy", new JsonObject());
        RollingUpdate(spec, "updateStrategy", new() { ["partition"] = 0 });
        PodDefaults.Template(spec);
    }

    public static void DaemonSet(JsonObject spec)
    {
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("updateStrategy", new JsonObject());
        RollingUpdate(spec, "updateStrategy", new() { ["maxSurge"] = 0, ["maxUnavailable"] = 1 });
        PodDefaults.Template(spec);
    }

    public static void Job(JsonObject spec, JsonObject value, JsonObject? existing)
    {
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("completions", 1);
        spec.Default("manualSelector", false);
        spec.Default("parallelism", 1);
        spec.Default("podReplacementPolicy", "TerminatingOrFailed");
        spec.Default("suspend", false);
        PodDefaults.Template(spec);
        if (existing?.ObjectAt("spec") is { } stored)
        {
            // The server chose these at creation and keeps them when an update leaves them out.
            spec.Default("selector", stored["selector"]?.DeepClone() ?? new JsonObject());
            if (stored.ObjectAt("template", "metadata", "labels") is { } labels && spec["template"] is JsonObject template)
            {
                foreach (var (key, label) in labels)
                {
                    template.Child("metadata").Child("labels").Default(key, label!.DeepClone());
                }
            }
        }
        else
        {
            Select(spec, value.Name());
        }
    }

    private static void RollingUpdate(JsonObject spec, string member, JsonObject parameters)
    {
        if (spec[member] is not JsonObject strategy)
        {
            return;
        }

        strategy.Default("type", "RollingUpdate");
        if (strategy.TextAt("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            foreach (var (name, fallback) in parameters)
            {
                rolling.Default(name, fallback!.DeepClone());
            }
        }
    }

    private static void Select(JsonObject spec, string name)
    {
        if (spec["selector"] is not null || spec["template"] is not JsonObject template)
        {
            return;
        }

        var uid = Guid.NewGuid().ToString();
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
        var labels = template.Child("metadata").Child("labels");
        labels.Default("batch.kubernetes.io/controller-uid", uid);
        labels.Default("batch.kubernetes.io/job-name", name);
        labels.Default("controller-uid", uid);
        labels.Default("job-name", name);
    }
}
