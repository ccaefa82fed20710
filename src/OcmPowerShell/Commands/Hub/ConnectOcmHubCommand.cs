using System.Management.Automation;
using System.Net;
using System.Security;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Network;
using OcmPowerShell.Hub.Kubeconfig;

namespace OcmPowerShell.Commands;

/// <summary>Connects this runspace to a hub, after making sure that it is one.</summary>
[Cmdlet(VerbsCommunications.Connect, "OcmHub", DefaultParameterSetName = ByKubeConfig)]
[OutputType(typeof(HubConnection))]
public sealed class ConnectOcmHubCommand : OcmCmdlet
{
    private const string ByKubeConfig = "KubeConfig";
    private const string ByContent = "KubeConfigContent";
    private const string ByServer = "Server";

    /// <summary>The kubeconfig's context; the current one when not given.</summary>
    [Parameter(Position = 0, ParameterSetName = ByKubeConfig)]
    [Parameter(Position = 0, ParameterSetName = ByContent)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <summary>The kubeconfig file; <c>KUBECONFIG</c> or <c>~/.kube/config</c> when not given.</summary>
    [Parameter(ParameterSetName = ByKubeConfig)]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <summary>A kubeconfig's content, as text or SecureString: for jobs that keep it in a vault or variable.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByContent)]
    [ValidateNotNull]
    public object? KubeConfigContent { get; set; }

    /// <summary>The API server's URL, for a connection without a kubeconfig.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByServer)]
    [ValidateNotNullOrEmpty]
    public string? Server { get; set; }

    /// <summary>A bearer token, in place of the kubeconfig's credentials.</summary>
    [Parameter]
    [SecureOnly]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>Gets a bearer token: run when one is needed, and again when it has run out or the hub refuses it.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? TokenScript { get; set; }

    /// <summary>A client certificate, in place of the kubeconfig's credentials: a file, PEM text or an object with its key.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? ClientCertificate { get; set; }

    /// <summary>The client certificate's key, as a file or PEM text, where it is not with the certificate.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? ClientKey { get; set; }

    /// <summary>The only authorities to trust: a file, PEM text or certificates.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? CertificateAuthority { get; set; }

    /// <summary>Takes any certificate for the hub's: anybody on the way can then read and change what is sent.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The proxy to go through: http, https or socks5, with user and password where it wants them.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>The user to act as.</summary>
    [Parameter]
    [Alias("As")]
    [ValidateNotNullOrEmpty]
    public string? ImpersonateUser { get; set; }

    /// <summary>The groups to act as; with -ImpersonateUser.</summary>
    [Parameter]
    [Alias("AsGroup")]
    [ValidateNotNullOrEmpty]
    public string[]? ImpersonateGroup { get; set; }

    /// <summary>How long connecting may take, in seconds; 0 for as long as it needs.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("Timeout")]
    public int TimeoutSec { get; set; }

    /// <summary>Returns the connection, to be passed to -Hub.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override TimeSpan Limit => TimeSpan.FromSeconds(TimeoutSec);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        HubConnection? opened = null;
        try
        {
            HubConnection connection = ParameterSetName == ByKubeConfig && !HasOverrides
                ? RunspaceHubs.Current.Open(Path, Context, Location)
                : opened = HubConnection.Open(Overridden(Config()));
            Await(async token =>
            {
                await HubProbe.EnsureHubAsync(connection, token).ConfigureAwait(false);
                return true;
            });
            RunspaceHubs.Current.Connect(connection);
            opened = null;
            foreach (string warning in connection.TakeWarnings())
            {
                WriteWarning(warning);
            }

            WriteVerbose($"Connected to the hub {connection}.");
            if (PassThru)
            {
                RunspaceHubs.Current.Hold(connection);
                WriteObject(connection);
            }
        }
        catch (HubException exception)
        {
            Fail(exception, Context ?? (Server is null ? KubeConfig : HubAddress.Shown(Server)));
        }
        finally
        {
            // One that did not get so far is nobody's.
            opened?.Dispose();
        }
    }

    private string? Path => FilePath(KubeConfig);

    private bool HasOverrides => SkipCertificateCheck || new object?[] { Token, TokenScript, ClientCertificate, ClientKey, CertificateAuthority, Proxy, ImpersonateUser, ImpersonateGroup }.Any(value => value is not null);

    private HubConfig Config() => ParameterSetName switch
    {
        ByServer => new HubConfig { Server = HubAddress.Parse(Server!) },
        ByContent => ClientConfig.Parse(Content(), "-KubeConfigContent").Resolve(Context),
        _ => ClientConfig.Load(Path, Location).Resolve(Context),
    };

    private string Content() => (KubeConfigContent is PSObject wrapped ? wrapped.BaseObject : KubeConfigContent) switch
    {
        string text when !string.IsNullOrWhiteSpace(text) => text,
        string => throw Empty(),
        SecureString { Length: 0 } => throw Empty(),
        SecureString secure => new NetworkCredential("", secure).Password,
        object[] lines when lines.All(line => line is string or PSObject { BaseObject: string }) => string.Join('\n', lines),
        _ => throw new HubException("InvalidArgument", "-KubeConfigContent takes text or a SecureString."),
    };

    private static HubException Empty() => new("EmptyTarget", "-KubeConfigContent was given but is empty. Is a variable not set?");

    private HubConfig Overridden(HubConfig config)
    {
        if (Token is not null && TokenScript is not null)
        {
            throw new HubException("InvalidArgument", "-Token and -TokenScript exclude each other: give one of them.");
        }

        if (ClientKey is not null && ClientCertificate is null)
        {
            throw new HubException("InvalidArgument", "-ClientKey needs -ClientCertificate.");
        }

        if (CertificateAuthority is not null && SkipCertificateCheck)
        {
            throw new HubException("InvalidArgument", "-CertificateAuthority and -SkipCertificateCheck exclude each other.");
        }

        if (ImpersonateGroup is not null && ImpersonateUser is null)
        {
            throw new HubException("InvalidArgument", "-ImpersonateGroup needs -ImpersonateUser: a group is acted as by somebody.");
        }

        ICredentialSource? credentials = CombinedCredentials.Of(
            ClientCertificate is null ? null : new StaticCertificate(CertificateInput.WithKey(ClientCertificate, ClientKey, GetUnresolvedProviderPathFromPSPath)),
            Token is not null ? StaticToken.Of(Token) : TokenScript is not null ? new TokenScript(TokenScript) : null);
        return config with
        {
            Credentials = credentials ?? config.Credentials,
            CertificateAuthorities = CertificateAuthority is not null ? CertificateInput.Authorities(CertificateAuthority, GetUnresolvedProviderPathFromPSPath)
                : SkipCertificateCheck ? null
                : config.CertificateAuthorities,
            SkipCertificateCheck = CertificateAuthority is null && (SkipCertificateCheck || config.SkipCertificateCheck),
            Proxy = Proxy is null ? config.Proxy : ProxyRoute.Parse(Proxy.OriginalString) ?? throw new HubException("ProxyInvalid", "-Proxy is not a proxy's URL, as in http://host:port, https://host:port or socks5://host:port."),
            Impersonation = ImpersonateUser is null ? config.Impersonation : new Impersonation(ImpersonateUser, groups: ImpersonateGroup),
        };
    }
}
