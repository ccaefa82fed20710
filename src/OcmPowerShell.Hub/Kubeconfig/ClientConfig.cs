using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>The kubeconfig: one file, or several merged as kubectl merges them. The first file that names an entry wins, whole.</summary>
public sealed class ClientConfig
{
    private readonly Dictionary<string, KubeconfigEntry> _clusters = [];
    private readonly Dictionary<string, KubeconfigEntry> _users = [];
    private readonly Dictionary<string, KubeconfigEntry> _contexts = [];

    private ClientConfig(IReadOnlyList<string> files) => Files = files;

    /// <summary>The files that were read, in order of precedence.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The current context's name; null when none is set.</summary>
    public string? CurrentContext { get; private set; }

    /// <summary>All contexts, in the order of the files.</summary>
    public IEnumerable<HubContext> Contexts => _contexts.Values.Select(Describe);

    /// <summary>Reads the kubeconfig.</summary>
    /// <param name="path">One file, which must exist; null for <c>KUBECONFIG</c> and then <c>~/.kube/config</c>.</param>
    /// <exception cref="HubException"><c>KubeconfigNotFound</c>, <c>KubeconfigInvalid</c>.</exception>
    public static ClientConfig Load(string? path = null)
    {
        var kubeconfig = new ClientConfig(KubeconfigFiles.Find(path));
        foreach (string file in kubeconfig.Files)
        {
            kubeconfig.Merge(file);
        }

        return kubeconfig;
    }

    /// <summary>Resolves a context to all that a connection needs. Files of certificates are read now, a token file at each use.</summary>
    /// <param name="context">The context's name; null for the current one.</param>
    /// <exception cref="HubException"><c>ContextNotFound</c>, <c>KubeconfigInvalid</c>, <c>CredentialNotSupported</c>.</exception>
    public HubConfig Resolve(string? context = null)
    {
        KubeconfigEntry chosen = FindContext(context);
        KubeconfigEntry cluster = Referenced(chosen, "cluster", _clusters)
            ?? throw new HubException("KubeconfigInvalid", $"The context '{chosen.Name}' in {chosen.File} names no cluster.");
        HubConfig hub = ClusterReader.Read(cluster) with { Context = chosen.Name, Namespace = chosen.Text("namespace") };
        return Referenced(chosen, "user", _users) is { } user ? UserReader.Add(hub, user, cluster) : hub;
    }

    private KubeconfigEntry FindContext(string? context)
    {
        string name = context ?? CurrentContext
            ?? throw new HubException("ContextNotFound", $"No context is given and {FileList} sets no current-context. {KnownContexts}");
        return _contexts.TryGetValue(name, out KubeconfigEntry? entry)
            ? entry
            : throw new HubException("ContextNotFound", $"There is no context '{name}' in {FileList}. {KnownContexts}");
    }

    private static KubeconfigEntry? Referenced(KubeconfigEntry context, string field, Dictionary<string, KubeconfigEntry> entries)
    {
        if (context.Text(field) is not { } name)
        {
            return null;
        }

        return entries.TryGetValue(name, out KubeconfigEntry? entry)
            ? entry
            : throw new HubException("KubeconfigInvalid", $"The context '{context.Name}' in {context.File} names the {field} '{name}', which is in none of the kubeconfig's files.");
    }

    private HubContext Describe(KubeconfigEntry context)
    {
        string cluster = context.Text("cluster") ?? "";
        return new HubContext
        {
            Name = context.Name,
            ClusterEntry = cluster,
            Server = _clusters.TryGetValue(cluster, out KubeconfigEntry? entry) ? entry.ShownServer : "",
            User = context.Text("user") ?? "",
            Namespace = context.Text("namespace") ?? "",
            Current = context.Name == CurrentContext,
            KubeConfig = context.File,
        };
    }

    private void Merge(string file)
    {
        JsonElement root = Parse(file);
        if (root.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new HubException("KubeconfigInvalid", $"The file {file} is not a kubeconfig: it holds no object.");
        }

        AddEntries(root, file, "clusters", "cluster", _clusters);
        AddEntries(root, file, "users", "user", _users);
        AddEntries(root, file, "contexts", "context", _contexts);
        CurrentContext ??= new KubeconfigEntry("current-context", root, file).Text("current-context");
    }

    private static void AddEntries(JsonElement root, string file, string list, string field, Dictionary<string, KubeconfigEntry> entries)
    {
        if (!root.TryGetProperty(list, out JsonElement items) || items.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            throw new HubException("KubeconfigInvalid", $"'{list}' in {file} is not a list.");
        }

        foreach (JsonElement item in items.EnumerateArray())
        {
            if (new KubeconfigEntry($"an entry of {list}", item, file).Text("name") is not { } name)
            {
                throw new HubException("KubeconfigInvalid", $"An entry of '{list}' in {file} has no name.");
            }

            item.TryGetProperty(field, out JsonElement value);
            entries.TryAdd(name, new KubeconfigEntry(name, value, file));
        }
    }

    private static JsonElement Parse(string file)
    {
        try
        {
            IReadOnlyList<YamlDocument> documents = YamlText.Read(File.ReadAllText(file, Encoding.UTF8));
            return documents.Count == 0 ? default : JsonDocument.Parse(documents[0].Json, JsonDepth.Document).RootElement;
        }
        catch (YamlSyntaxException exception)
        {
            // The parser's words may quote the line, and the line may be a token: only the place is told.
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} is not valid YAML (line {exception.Line}, column {exception.Column}).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} cannot be read: {exception.Message}", exception);
        }
    }

    private string FileList => string.Join(", ", Files);

    private string KnownContexts => _contexts.Count == 0
        ? "It has no contexts at all."
        : $"Known contexts: {string.Join(", ", _contexts.Keys.Order(StringComparer.Ordinal).Take(20))}.";
}
