using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>What works of these tests hold.</summary>
internal static class Contents
{
    public static WorkContent ConfigMap(string value = "1") => Of($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings, namespace: default}}\ndata: {{value: \"{value}\"}}\n");

    public static WorkContent Deployment(string image = "nginx:1", string name = "web") => Of(
        $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: default}}\nspec:\n  replicas: 2\n" +
        "  selector: {matchLabels: {app: web}}\n" +
        $"  template: {{metadata: {{labels: {{app: web}} }}, spec: {{containers: [{{name: web, image: \"{image}\"}}]}} }}\n");

    public static WorkContent Of(string yaml) => new() { Manifests = Samples.Read(yaml) };
}
