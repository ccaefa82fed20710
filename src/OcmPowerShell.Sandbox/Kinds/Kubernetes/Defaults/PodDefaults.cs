using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

/// <summary>Defaults of pods and of the pod templates in workloads.</summary>
internal static class PodDefaults
{
    private const int FileMode = 420;

    private static readonly string[] VolumesOfFiles = ["configMap", "secret", "downwardAPI", "projected"];

    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>What a template gets.</summary>
    public static void Template(JsonObject spec)
    {
        if (spec["template"] is not JsonObject template)
        {
            return;
        }

        // A real server shows this null too: the field is no pointer there.
        template.Child("metadata").TryAdd("creationTimestamp", null);
        if (template["spec"] is JsonObject pod)
        {
            Spec(pod);
        }
    }

    /// <summary>What a pod gets that is no template any more: also from the admission plugins of a real server.</summary>
    public static void Pod(JsonObject spec, JsonObject value, JsonObject? existing)
    {
        Spec(spec);
        spec.Default("enableServiceLinks", true);
        spec.Default("serviceAccountName", "default");
        spec.Default("serviceAccount", spec["serviceAccountName"]!.DeepClone());
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        spec.Default("priority", 0);
        if (existing is not null)
        {
            return;
        }

        Tolerate(spec.List("tolerations"), "node.kubernetes.io/not-ready");
        Tolerate(spec.List("tolerations"), "node.kubernetes.io/unreachable");
        value["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOf(spec) };
    }

    private static void Spec(JsonObject pod)
    {
        pod.Default("dnsPolicy", "ClusterFirst");
        pod.Default("restartPolicy", "Always");
        pod.Default("schedulerName", "default-scheduler");
        pod.Default("securityContext", new JsonObject());
        pod.Default("terminationGracePeriodSeconds", 30);
        foreach (var container in pod.ObjectsAt("containers").Concat(pod.ObjectsAt("initContainers")))
        {
            Container(container);
        }

        foreach (var volume in pod.ObjectsAt("volumes"))
        {
            foreach (var source in VolumesOfFiles.Select(name => volume.ObjectAt(name)).OfType<JsonObject>())
            {
                source.Default("defaultMode", FileMode);
            }

            volume.ObjectAt("hostPath")?.Default("type", "");
        }
    }

    private static void Container(JsonObject container)
    {
        container.Default("imagePullPolicy", IsLatest(container.TextAt("image") ?? "") ? "Always" : "IfNotPresent");
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        foreach (var port in container.ObjectsAt("ports"))
        {
            port.Default("protocol", "TCP");
        }

        foreach (var variable in container.ObjectsAt("env"))
        {
            variable.ObjectAt("valueFrom", "fieldRef")?.Default("apiVersion", "v1");
        }

        foreach (var probe in Probes.Select(name => container.ObjectAt(name)).OfType<JsonObject>())
        {
            probe.Default("failureThreshold", 3);
            probe.Default("periodSeconds", 10);
            probe.Default("successThreshold", 1);
            probe.Default("timeoutSeconds", 1);
            probe.ObjectAt("httpGet")?.Default("scheme", "HTTP");
            probe.ObjectAt("httpGet")?.Default("path", "/");
        }

        if (container.ObjectAt("resources", "limits") is { } limits)
        {
            var requests = container.Child("resources").Child("requests");
            foreach (var (resource, limit) in limits.Where(limit => limit.Value is not null))
            {
                requests.Default(resource, limit!.DeepClone());
            }
        }
    }

    private static void Tolerate(JsonArray tolerations, string taint)
    {
        if (tolerations.All(one => one.TextAt("key") != taint))
        {
            tolerations.Add(new JsonObject { ["effect"] = "NoExecute", ["key"] = taint, ["operator"] = "Exists", ["tolerationSeconds"] = 300 });
        }
    }

    /// <summary>The class that decides which pods go first when a node runs out of memory.</summary>
    private static string QualityOf(JsonObject spec)
    {
        var containers = spec.ObjectsAt("containers").ToArray();
        if (containers.All(one => one.ObjectAt("resources", "limits") is null && one.ObjectAt("resources", "requests") is null))
        {
            return "BestEffort";
        }

        return containers.All(one => one.TextAt("resources", "limits", "cpu") is { } cpu && cpu == one.TextAt("resources", "requests", "cpu")
            && one.TextAt("resources", "limits", "memory") is { } memory && memory == one.TextAt("resources", "requests", "memory"))
            ? "Guaranteed"
            : "Burstable";
    }

    private static bool IsLatest(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return !name.Contains('@') && (!name.Contains(':') || name.EndsWith(":latest", StringComparison.Ordinal));
    }
}
