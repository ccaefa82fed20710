using System.Globalization;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Benchmarks;

/// <summary>A work of the size that people have: a deployment, its service and configuration.</summary>
internal static class Sample
{
    /// <summary>One of several works of a cluster: each has objects of its own.</summary>
    /// <param name="number">Which.</param>
    public static WorkContent Content(int number = 1)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"web-{number}");
        string settings = string.Join('\n', Enumerable.Range(1, 30).Select(line => string.Create(CultureInfo.InvariantCulture, $"  setting-{line}: \"value {line} of the application's configuration\"")));
        var reader = new ManifestReader();
        reader.AddText($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{name}}, namespace: default, labels: { app: {{name}} } }
            spec:
              replicas: 3
              selector: { matchLabels: { app: {{name}} } }
              template:
                metadata: { labels: { app: {{name}} } }
                spec:
                  containers:
                    - name: web
                      image: registry.example.com/team/web:1.4.2
                      ports: [{ containerPort: 8080 }]
                      resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { cpu: "1", memory: 512Mi } }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: {{name}}, namespace: default }
            spec: { selector: { app: {{name}} }, ports: [{ port: 80, targetPort: 8080 }] }
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: {{name}}, namespace: default }
            data:
            {{settings}}
            """, "the sample");
        return new WorkContent { Manifests = reader.ToManifestSet() };
    }
}
