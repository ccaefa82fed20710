using System.Collections.Concurrent;
using OcmPowerShell.Hub.Connection.Network;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Connection;

/// <summary>
/// A live connection to a hub: one pool of sockets and one identity, safe to use from several threads. Nothing is sent
/// until something is asked.
/// </summary>
public sealed class HubConnection : IDisposable
{
    private const int MostWarnings = 1000;

    private readonly ConcurrentDictionary<string, bool> _warnings = new();
    private volatile bool _disposed;

    private HubConnection(HubConfig config)
    {
        Config = config;
        Identity = config.Identity;
        Rest = new RestClient(new HubTransport(config), config, AddWarning, Notice);
        if (config.SkipCertificateCheck)
        {
            AddWarning($"The certificate of the hub {Identity} is not checked (insecure-skip-tls-verify, -SkipCertificateCheck): anybody on the way can read and change what is sent.");
        }
    }

    /// <summary>The hub as every object of it names it: server and context, no secret.</summary>
    public string Identity { get; }

    /// <summary>The API server's URL.</summary>
    public Uri Server => Config.Server;

    /// <summary>The kubeconfig's context; empty when there is none.</summary>
    public string Context => Config.Context;

    /// <summary>The name of the kubeconfig's user entry; null when there is none.</summary>
    public string? User => Config.User;

    /// <summary>The user it acts as in place of its own (impersonation); null for nobody.</summary>
    public string? ActingAs => Config.Impersonation?.User;

    /// <summary>Whether it has been closed.</summary>
    public bool Closed => _disposed;

    internal HubConfig Config { get; }

    internal RestClient Rest { get; }

    /// <summary>Objects a page when everything of a kind is listed; 0 for all at once, null until the server was asked.</summary>
    internal int? PageSize { get; set; }

    /// <summary>Opens a connection from what a kubeconfig says. Sends nothing.</summary>
    /// <param name="config">Whom to talk to, as whom.</param>
    public static HubConnection Open(HubConfig config) => new(config);

    /// <summary>Opens a connection from the kubeconfig. Sends nothing.</summary>
    /// <param name="kubeconfig">A file; null for <c>KUBECONFIG</c> or <c>~/.kube/config</c>.</param>
    /// <param name="context">A context; null for the current one.</param>
    /// <exception cref="HubException"><c>KubeconfigNotFound</c>, <c>ContextNotFound</c>, <c>KubeconfigInvalid</c>.</exception>
    public static HubConnection Open(string? kubeconfig = null, string? context = null) =>
        new(ClientConfig.Load(kubeconfig).Resolve(context));

    /// <summary>Takes the warnings that the hub has sent since the last call, each text of the hub's once in the connection's life.</summary>
    internal IReadOnlyList<string> TakeWarnings()
    {
        List<string>? taken = null;
        foreach ((string text, bool told) in _warnings)
        {
            if (!told && _warnings.TryUpdate(text, true, false))
            {
                (taken ??= []).Add(text);
            }
        }

        return taken ?? (IReadOnlyList<string>)[];
    }

    /// <summary>Closes the connection; requests under way fail.</summary>
    public void Dispose()
    {
        _disposed = true;
        Rest.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => Identity;

    /// <summary>Has something told once the command comes to it: once, however often it is said meanwhile, but again by the next command.</summary>
    internal void Notice(string text)
    {
        if (_warnings.Count < MostWarnings)
        {
            _warnings[text] = false;
        }
    }

    private void AddWarning(string text)
    {
        // A server that writes the time into its warnings must not fill the memory of a process that runs for weeks.
        if (_warnings.Count < MostWarnings)
        {
            _warnings.TryAdd(text, false);
        }
    }
}
