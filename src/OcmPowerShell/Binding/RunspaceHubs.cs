using System.Globalization;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;

namespace OcmPowerShell.Binding;

/// <summary>
/// The connections of one runspace. Runspaces share nothing: hosts such as Azure Automation run many jobs in a process.
/// </summary>
internal sealed class RunspaceHubs
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceHubs> Table = [];

    private readonly Dictionary<(string Files, string Context), (string State, HubConnection Connection)> _byKubeconfig = [];
    private readonly List<HubConnection> _opened = [];
    private readonly HashSet<HubConnection> _held = [];

    /// <summary>The present runspace's connections. Pipeline thread only.</summary>
    public static RunspaceHubs Current => Table.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The hub that cmdlets use when none is named; null when none is connected.</summary>
    public HubConnection? Connected { get; private set; }

    /// <summary>All open connections, the connected hub first.</summary>
    public IReadOnlyList<HubConnection> All =>
        _opened.Concat(_byKubeconfig.Values.Select(known => known.Connection)).Prepend(Connected).OfType<HubConnection>().Distinct().Where(hub => !hub.Closed).ToList();

    /// <summary>All open connections; when no hub is connected, also the one that cmdlets would open then.</summary>
    public IReadOnlyList<HubConnection> OpenOrDefault()
    {
        try
        {
            if (Connected is not { Closed: false })
            {
                Open(null, null);
            }
        }
        catch (HubException)
        {
            // Without a kubeconfig there is no such hub; the caller says which one was looked for.
        }

        return All;
    }

    /// <summary>Makes a connection the runspace's hub.</summary>
    public void Connect(HubConnection connection)
    {
        Connected = connection;

        // One to the same hub that nobody was given is of no use any more: a script that connects in a loop keeps one.
        foreach (HubConnection before in _opened.Where(known => known != connection && known.Identity == connection.Identity && !_held.Contains(known)).ToList())
        {
            Close(before);
        }

        _opened.RemoveAll(known => known.Closed || known == connection);
        _opened.Add(connection);
    }

    /// <summary>Closes a connection, and forgets it.</summary>
    public void Close(HubConnection connection)
    {
        if (Connected == connection)
        {
            Connected = null;
        }

        _opened.Remove(connection);
        _held.Remove(connection);
        foreach ((string Files, string Context) key in _byKubeconfig.Where(pair => pair.Value.Connection == connection).Select(pair => pair.Key).ToList())
        {
            _byKubeconfig.Remove(key);
        }

        connection.Dispose();
    }

    /// <summary>Notes that a script has been given a connection, and may use it with -Hub.</summary>
    public void Hold(HubConnection connection) => _held.Add(connection);

    /// <summary>Makes another connection the runspace's hub and closes the one before, so that nothing goes on talking to it.</summary>
    public void Replace(HubConnection connection)
    {
        if (Connected is { } before && before != connection)
        {
            Close(before);
        }

        Connect(connection);
    }

    /// <summary>Closes everything.</summary>
    public void CloseAll()
    {
        foreach (HubConnection connection in All)
        {
            Close(connection);
        }
    }

    /// <summary>
    /// The connection for a kubeconfig and context: the one from before while the files are the same, so that a script of
    /// twenty cmdlets pays TLS once; a new one when they changed.
    /// </summary>
    /// <param name="kubeconfig">A file; null for <c>KUBECONFIG</c> or the home directory's.</param>
    /// <param name="context">A context; null for the current one.</param>
    /// <param name="directory">What relative paths in <c>KUBECONFIG</c> are relative to; null for the process's directory.</param>
    public HubConnection Open(string? kubeconfig, string? context, string? directory = null)
    {
        (string files, string state) = Files(kubeconfig, directory);
        if (Find(files, state, context ?? "") is { } known)
        {
            return known;
        }

        // The current context and its name lead to one connection.
        HubConfig config = ClientConfig.Load(kubeconfig, directory).Resolve(context);
        HubConnection connection = Find(files, state, config.Context) ?? HubConnection.Open(config);
        _byKubeconfig[(files, context ?? "")] = _byKubeconfig[(files, config.Context)] = (state, connection);
        return connection;
    }

    // One from before the files changed may hold credentials that have run out, so it is not found again.
    private HubConnection? Find(string files, string state, string context) =>
        _byKubeconfig.TryGetValue((files, context), out (string State, HubConnection Connection) known) && known.State == state && !known.Connection.Closed
            ? known.Connection
            : null;

    private static (string Files, string State) Files(string? kubeconfig, string? directory)
    {
        IReadOnlyList<string> files = KubeconfigFiles.Find(kubeconfig, directory);
        IEnumerable<string> states = files.Select(file =>
        {
            var info = new FileInfo(file);
            return string.Create(CultureInfo.InvariantCulture, $"{info.LastWriteTimeUtc.Ticks}|{info.Length}");
        });
        return (string.Join('\n', files), string.Join('\n', states));
    }
}
