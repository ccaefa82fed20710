using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Binding;

/// <summary>A cmdlet that talks to a hub: which one, by the rules that hold for all of them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class HubCmdlet : OcmCmdlet
{
    private readonly Dictionary<string, HubConnection> _byIdentity = [];
    private IReadOnlyList<HubConnection>? _hubs;

    /// <summary>A kubeconfig file to use in place of the connected hub.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <summary>A context of the kubeconfig to use in place of the connected hub.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <summary>The hubs that -Hub names; empty when it is not given.</summary>
    private protected abstract IReadOnlyList<HubConnection> NamedHubs { get; }

    /// <summary>The hub or hubs to ask when no piped object says which; the same for every record of the pipeline.</summary>
    private protected IReadOnlyList<HubConnection> Hubs => _hubs ??= FindHubs();

    private string? KubeConfigPath => FilePath(KubeConfig);

    private protected bool HubIsNamed => NamedHubs.Count > 0 || KubeConfig is not null || Context is not null;

    /// <summary>The hubs for a piped object or name: those of the command, but never another than the object came from.</summary>
    /// <param name="identity">The hub that the object says it came from; null when it does not say.</param>
    /// <param name="name">What to call the object in the error.</param>
    /// <param name="target">The object, for the error.</param>
    private protected IReadOnlyList<HubConnection> HubsFor(string? identity, string name, object? target)
    {
        if (string.IsNullOrEmpty(identity))
        {
            return Hubs;
        }

        if (_byIdentity.TryGetValue(identity, out HubConnection? known))
        {
            return [known];
        }

        IEnumerable<HubConnection> candidates = HubIsNamed ? Hubs : RunspaceHubs.Current.OpenOrDefault();
        if (candidates.FirstOrDefault(hub => hub.Identity == identity) is { } found)
        {
            _byIdentity[identity] = found;
            return [found];
        }

        string why = HubIsNamed
            ? $"the command names {string.Join(", ", Hubs)}"
            : "this runspace has no connection to it";
        Fail(new HubException("HubMismatch", $"'{name}' is from the hub {identity}, but {why}. Nothing was sent. Connect to that hub with Connect-OcmHub, or pass names instead of objects."), target);
        return [];
    }

    /// <summary>Shows what the hubs warned of.</summary>
    private protected void WriteHubWarnings()
    {
        foreach (HubConnection hub in RunspaceHubs.Current.All.Concat(NamedHubs).Distinct())
        {
            foreach (string warning in hub.TakeWarnings())
            {
                WriteWarning(warning);
            }
        }
    }

    /// <summary>Whether a failure concerns the hub as a whole, so that asking it for the next cluster is no use.</summary>
    private protected static bool ConcernsWholeHub(HubException exception) => exception.ErrorId is
        "Unauthorized" or "CertificateError" or "HubUnreachable" or "NotAnApiServer" or "TokenFileUnreadable" or "ProxyError"
        or "TokenScriptFailed" or "OidcRefreshFailed" or "ClientCertificateExpired"
        or "CredentialPluginFailed" or "CredentialPluginNotFound" or "CredentialPluginTimeout" or "CredentialPluginInvalid";

    /// <summary>Writes a failure of one target; ends the cmdlet when it is the hub's.</summary>
    private protected void Report(HubException exception, object? target)
    {
        if (ConcernsWholeHub(exception))
        {
            Fail(exception, target);
        }

        WriteError(ErrorRecords.From(exception, target));
    }

    private IReadOnlyList<HubConnection> FindHubs()
    {
        if (NamedHubs.Count > 0)
        {
            if (KubeConfig is not null || Context is not null)
            {
                Fail(new HubException("HubMismatch", "-Hub cannot be used together with -KubeConfig or -Context: they may mean different hubs."));
            }

            foreach (HubConnection hub in NamedHubs)
            {
                FailIfClosed(hub);
            }

            return NamedHubs;
        }

        try
        {
            return [KubeConfig is null && Context is null && RunspaceHubs.Current.Connected is { Closed: false } connected
                ? connected
                : RunspaceHubs.Current.Open(KubeConfigPath, Context, Location)];
        }
        catch (HubException exception)
        {
            Fail(exception, (object?)Context ?? KubeConfig);
            throw;
        }
    }

    private void FailIfClosed(HubConnection hub)
    {
        if (hub.Closed)
        {
            Fail(new HubException("HubMismatch", $"The connection to the hub {hub} has been closed. Open it again with Connect-OcmHub."), hub);
        }
    }
}
