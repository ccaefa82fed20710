using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>A kubeconfig of one user, in a folder of its own.</summary>
internal sealed class UserFile : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public string Root => _folder.Root;

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>What a user's fields and a cluster's, both in YAML's short form, come to.</summary>
    public HubConfig Resolve(string user, string cluster = "server: hub.example") => ClientConfig.Load(_folder.Write("config", $$"""
        clusters: [{name: hub, cluster: { {{cluster}} } }]
        users: [{name: admin, user: { {{user}} } }]
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """)).Resolve();

    public void Dispose() => _folder.Dispose();
}
