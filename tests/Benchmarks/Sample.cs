using System.Globalization;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Benchmarks;

/// <summary>A work of the size that people have: a deployment, its service and configuration.</summary>
internal static class Sample
{
    public static WorkContent Content()
    {
        string settings = string.Join('\n', Enumerable.Range(1, 30).Select(number => string.Create(CultureInfo.InvariantCulture, $"  setting-{number}: \"value {number} of the application's configuration\"")));
        var reader = new ManifestReader();
        reader.AddText($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: default, labels: { app: web } }
            spec:
              replicas: 3
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers:
                    - name: web
                      image: registry.example.com/team/web:1.4.2
                      ports: [{ containerPort: 8080 }]
                      resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { cpu: "1", memory: 512Mi } }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: web, namespace: default }
            spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: web, namespace: default }
            data:
            {{settings}}
            """, "the sample");
        return new WorkContent { Manifests = reader.ToManifestSet() };
    }
}
