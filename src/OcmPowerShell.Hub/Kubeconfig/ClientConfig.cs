using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>
/// The kubeconfig: one file, or several merged as kubectl merges them. The first file that names an entry wins, whole.
/// In a pod without any kubeconfig it is the pod's service account.
/// </summary>
public sealed class ClientConfig
{
    private readonly Dictionary<string, KubeconfigEntry> _clusters = [];
    private readonly Dictionary<string, KubeconfigEntry> _users = [];
    private readonly Dictionary<string, KubeconfigEntry> _contexts = [];
    private readonly InClusterConfig? _pod;
    private readonly string _source;

    private ClientConfig(string source, IReadOnlyList<string> files, InClusterConfig? pod = null)
    {
        (_source, Files, _pod) = (source, files, pod);
        CurrentContext = pod is null ? null : InClusterConfig.Name;
    }

    /// <summary>The files that were read, in order of precedence; none for a text and for a pod's service account.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The current context's name, whether there is such a context or not; null when none is set.</summary>
    public string? CurrentContext { get; private set; }

    /// <summary>All contexts, in the order of the files.</summary>
    /// <exception cref="HubException"><c>InClusterConfigInvalid</c>: the pod's environment or service account cannot be used.</exception>
    public IEnumerable<HubContext> Contexts => _pod is null ? _contexts.Values.Select(Describe) : [_pod.Describe()];

    /// <summary>Reads the kubeconfig.</summary>
    /// <param name="path">One file, which must exist; null for <c>KUBECONFIG</c>, then <c>~/.kube/config</c>, then a pod's service account.</param>
    /// <param name="baseDirectory">What relative paths are relative to, also those in <c>KUBECONFIG</c>; null for the process's current directory.</param>
    /// <param name="cancellationToken">Ends the wait for a pipe that nobody writes to; without it that is an error after half a minute.</param>
    /// <exception cref="HubException"><c>KubeconfigNotFound</c>, <c>KubeconfigInvalid</c>.</exception>
    public static ClientConfig Load(string? path = null, string? baseDirectory = null, CancellationToken cancellationToken = default) =>
        Load(path, baseDirectory, InClusterConfig.Present, cancellationToken);

    /// <inheritdoc cref="Load(string?, string?, CancellationToken)"/>
    internal static ClientConfig Load(string? path, string? baseDirectory, InClusterConfig pod, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = KubeconfigFiles.Find(path, baseDirectory, pod);
        if (files.Count == 0)
        {
            return InPod(pod);
        }

        var config = new ClientConfig(string.Join(", ", files), files);
        foreach (string file in files)
        {
            config.Merge(KubeconfigDocument.Parse(KubeconfigText.Read(file, cancellationToken).Text, file));
        }

        // As client-go: files that say nothing, such as /dev/null, are as good as none, unless one was asked for.
        return path is null && config.IsSilent && pod.Exists ? InPod(pod) : config;
    }

    private static ClientConfig InPod(InClusterConfig pod) => new("the pod's service account, which counts since there is no kubeconfig", [], pod);

    private bool IsSilent => _clusters.Count + _users.Count + _contexts.Count == 0 && CurrentContext is null;

    /// <summary>Reads a kubeconfig from a text, for scripts that have it from a vault and not in a file. No error tells any of the text but names.</summary>
    /// <param name="text">YAML or JSON. A relative path in it is an error once it is used: there is no file that it could be relative to.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>.</exception>
    public static ClientConfig Parse(string text, string name)
    {
        var config = new ClientConfig(name, []);
        config.Merge(KubeconfigDocument.Parse(text, name, fromText: true));
        return config;
    }

    /// <summary>Resolves a context to all that a connection needs. Files of certificates are read now, a token file at each use.</summary>
    /// <param name="context">The context's name; null for the current one.</param>
    /// <exception cref="HubException"><c>ContextNotFound</c>, <c>KubeconfigInvalid</c>, <c>CredentialNotSupported</c>, <c>InClusterConfigInvalid</c>.</exception>
    public HubConfig Resolve(string? context = null)
    {
        if (_pod is { } pod && context is null or InClusterConfig.Name)
        {
            return pod.Read();
        }

        KubeconfigEntry chosen = FindContext(context);
        KubeconfigEntry cluster = Referenced(chosen, "cluster", _clusters)
            ?? throw new HubException("KubeconfigInvalid", $"The context '{chosen.Name}' in {chosen.File} names no cluster.");
        HubConfig hub = ClusterReader.Read(cluster) with { Context = chosen.Name, Namespace = chosen.Text("namespace") };
        return Referenced(chosen, "user", _users) is { } user ? UserReader.Add(hub, user, cluster) : hub;
    }

    /// <summary>A context by its name.</summary>
    /// <exception cref="HubException"><c>ContextNotFound</c>: the message tells the contexts there are.</exception>
    internal KubeconfigEntry FindContext(string? context)
    {
        string name = context ?? CurrentContext
            ?? throw new HubException("ContextNotFound", $"No context is given and {_source} sets no current-context. {KnownContexts}");
        return _contexts.TryGetValue(name, out KubeconfigEntry? entry) ? entry
            : throw new HubException("ContextNotFound", context is null
                ? $"The current-context '{name}' is not among the contexts in {_source}.{NearestName.Suggest(name, _contexts.Keys)} {KnownContexts}"
                : $"There is no context '{name}' in {_source}.{NearestName.Suggest(name, _contexts.Keys)} {KnownContexts}");
    }

    private string KnownContexts => NearestName.List("contexts", _pod is null ? _contexts.Keys : [InClusterConfig.Name]);

    private static KubeconfigEntry? Referenced(KubeconfigEntry context, string field, Dictionary<string, KubeconfigEntry> entries)
    {
        if (context.Text(field) is not { } name)
        {
            return null;
        }

        return entries.TryGetValue(name, out KubeconfigEntry? entry)
            ? entry
            : throw new HubException("KubeconfigInvalid", $"The context '{context.Name}' in {context.File} names the {field} '{name}', which is not in the kubeconfig.{NearestName.Suggest(name, entries.Keys)} {NearestName.List(field + "s", entries.Keys)}");
    }

    private HubContext Describe(KubeconfigEntry context)
    {
        string cluster = context.ShownText("cluster");
        string user = context.ShownText("user");
        return new HubContext
        {
            Name = context.Name,
            ClusterEntry = cluster,
            Server = _clusters.TryGetValue(cluster, out KubeconfigEntry? entry) ? entry.ShownServer : "",
            User = user,
            AuthenticationType = user.Length == 0 ? "None" : _users.TryGetValue(user, out KubeconfigEntry? found) ? AuthenticationTypes.Of(found) : "",
            Namespace = context.ShownText("namespace"),
            Current = context.Name == CurrentContext,
            KubeConfig = context.File,
        };
    }

    private void Merge(KubeconfigDocument document)
    {
        Merge(document.Entries("clusters", "cluster"), _clusters);
        Merge(document.Entries("users", "user"), _users);
        Merge(document.Entries("contexts", "context"), _contexts);
        CurrentContext ??= document.CurrentContext;
    }

    private static void Merge(IEnumerable<KubeconfigEntry> found, Dictionary<string, KubeconfigEntry> entries)
    {
        foreach (KubeconfigEntry entry in found)
        {
            entries.TryAdd(entry.Name, entry);
        }
    }
}
