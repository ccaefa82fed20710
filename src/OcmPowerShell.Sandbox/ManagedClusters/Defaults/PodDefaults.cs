using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Defaults;

/// <summary>Defaults of pods and of the pod templates in workloads.</summary>
internal static class PodDefaults
{
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

    public static void Spec(JsonObject pod)
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
    }

    private static bool IsLatest(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return !name.Contains('@') && (!name.Contains(':') || name.EndsWith(":latest", StringComparison.Ordinal));
    }
}
