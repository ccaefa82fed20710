using System.Net.Sockets;
using System.Runtime.InteropServices;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Control;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;

namespace OcmPowerShell.Sandbox;

/// <summary>
/// A hub to work with where there is no cluster: an API server with OCM's controllers and agents in memory, reachable
/// on 127.0.0.1 by any Kubernetes client through a kubeconfig of its own. It ends with <see cref="DisposeAsync"/> or
/// with the process, and deletes its files.
/// </summary>
public sealed class SandboxHub : IAsyncDisposable, IDisposable
{
    private const string AdminName = "sandbox-admin";

    private readonly CertificateAuthority _authority;
    private readonly HttpServer _server;
    private readonly KubeconfigFile _kubeconfig;
    private readonly SandboxState _state;
    private readonly IClusterControl? _control;
    private readonly IReadOnlyList<IAsyncDisposable> _services;
    private readonly EventHandler _processExit;
    private readonly PosixSignalRegistration[] _signals;
    private readonly Action<string>? _requestJoin;
    private int _disposed;

    private SandboxHub(
        SandboxFoundation foundation, StartFaults faults, HttpServer server, HttpServerLimits limits, KubeconfigFile kubeconfig, SandboxParts parts)
    {
        SandboxOptions options = foundation.Options;
        Name = options.Name;
        StatePath = options.StatePath is null ? null : Path.GetFullPath(options.StatePath);
        Clusters = [.. parts.Clusters];
        Url = foundation.Url;
        Token = foundation.State.Identity!.Token;
        Tokens = foundation.Tokens;
        _authority = foundation.Authority;
        _server = server;
        _kubeconfig = kubeconfig;
        _state = foundation.State;
        _control = parts.Control;
        _services = parts.Services;
        _requestJoin = parts.RequestJoin;

        // A session that ends without a word must not leave a token on disk. A signal that ends a process raises
        // ProcessExit on older runtimes only; it goes on to do what it does after this.
        _processExit = (_, _) => _kubeconfig.Dispose();
        AppDomain.CurrentDomain.ProcessExit += _processExit;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => _kubeconfig.Dispose()),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => _kubeconfig.Dispose()),
        ];
        foreach (FaultRule rule in faults.Rules)
        {
            Faults.Add(rule);
        }

        AuthorizationFilter control = new(
            new DefaultAuthorizer(), new ControlHandler(new SandboxControls(Requests, Faults, parts.Control, parts.Store, _requestJoin is null ? null : AskToJoin)));
        _server.Start(new RequestPipeline(new Authenticator(parts.Tokens ?? Tokens, parts.Authorizer), Requests, Faults, parts.Api, control, limits));
    }

    /// <summary>Name of the sandbox.</summary>
    public string Name { get; }

    /// <summary>Where its API server answers.</summary>
    public Uri Url { get; }

    /// <summary>The kubeconfig that reaches it, readable by its owner alone.</summary>
    public string KubeconfigPath => _kubeconfig.Path;

    /// <summary>The context in that kubeconfig.</summary>
    public string ContextName => Name;

    /// <summary>The file that keeps all it holds; null where nothing does.</summary>
    public string? StatePath { get; }

    /// <summary>Names of the managed clusters it began with.</summary>
    public IReadOnlyList<string> Clusters { get; }

    /// <summary>When it started, in UTC.</summary>
    public DateTime Started { get; } = DateTime.UtcNow;

    /// <summary>What a client must trust, in PEM.</summary>
    public string CertificateAuthorityPem => _authority.CertificatePem;

    /// <summary>The admin's token.</summary>
    internal string Token { get; }

    /// <summary>Every token it accepts.</summary>
    internal TokenTable Tokens { get; }

    /// <summary>The requests it got.</summary>
    internal RequestLog Requests { get; } = new();

    /// <summary>The faults it is to show.</summary>
    internal FaultPlan Faults { get; } = new();

    /// <summary>Starts a sandbox. It answers by the time this returns.</summary>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    /// <exception cref="IOException">The port is in use, the kubeconfig cannot be written, or the state cannot be used.</exception>
    public static Task<SandboxHub> StartAsync(SandboxOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, SandboxParts.AssembleAsync, cancellationToken: cancellationToken);

    /// <summary>Starts a sandbox of other parts, or with other limits.</summary>
    internal static async Task<SandboxHub> StartAsync(
        SandboxOptions options,
        Func<SandboxFoundation, CancellationToken, Task<SandboxParts>> assemble,
        HttpServerLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();

        limits ??= new HttpServerLimits();
        StartFaults faults = StartFaults.Parse(options.Faults);
        SandboxState state = SandboxState.Open(options.StatePath);
        CertificateAuthority? authority = null;
        HttpServer? server = null;
        KubeconfigFile? kubeconfig = null;
        try
        {
            SandboxIdentity? former = state.Identity;
            authority = (former is null ? null : CertificateAuthority.Restore(former.Certificate, former.Key, faults.Certificate))
                ?? new CertificateAuthority(options.Name, faults.Certificate);
            server = Bind(options.Port ?? former?.Port ?? 0, authority, limits, isFormer: options.Port is null && former is not null);
            Uri url = new($"https://127.0.0.1:{server.Port}/");
            SandboxFoundation foundation = new(options, url, authority, new TokenTable(), state);
            string token = former?.Token ?? TokenTable.NewToken();
            foundation.Tokens.Add(token, AdminName, Identity.Masters);
            state.Remember(new SandboxIdentity(server.Port, token, authority.CertificatePem, authority.ExportKeyPem()));
            kubeconfig = KubeconfigFile.Write(options.KubeconfigPath, options.Name, url, authority.CertificatePem, token);
            SandboxParts parts = await assemble(foundation, cancellationToken).ConfigureAwait(false);
            kubeconfig.Include(parts.Clusters);
            return new SandboxHub(foundation, faults, server, limits, kubeconfig, parts);
        }
        catch
        {
            kubeconfig?.Dispose();
            if (server is not null)
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }

            authority?.Dispose();
            state.Dispose();
            throw;
        }
    }

    /// <summary>Unplugs a simulated cluster, plugs it in again, or changes how its workloads fare. What is not given stays.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="offline">Whether its agents are cut off from the hub.</param>
    /// <param name="failing">Whether its workloads never become ready.</param>
    /// <param name="delay">How long its workloads take to become ready.</param>
    /// <exception cref="KeyNotFoundException">The sandbox simulates no such cluster.</exception>
    public void SetCluster(string name, bool? offline = null, bool? failing = null, TimeSpan? delay = null)
    {
        IClusterControl control = _control ?? throw new KeyNotFoundException($"No cluster '{name}' is simulated.");
        control.Set(name, new ClusterStateChange(offline, failing, delay));
    }

    /// <summary>
    /// Lets a new managed cluster ask to join, as its klusterlet would: it shows up unaccepted, with a request for a
    /// certificate that waits for approval. <c>clusteradm accept</c> does both.
    /// </summary>
    /// <param name="name">Name of the cluster.</param>
    /// <exception cref="ArgumentException">The name cannot be.</exception>
    /// <exception cref="InvalidOperationException">There is such a cluster, or the hub takes none.</exception>
    public void RequestJoin(string name)
    {
        try
        {
            AskToJoin(name);
        }
        catch (ApiException refusal)
        {
            throw new InvalidOperationException(refusal.Message, refusal);
        }
    }

    /// <summary>
    /// A kubeconfig that reaches the API of a managed cluster as its admin, for those that the sandbox's own file has no context
    /// for: clusters that joined later, and all after the fiftieth. It holds the admin's token.
    /// </summary>
    /// <param name="cluster">The cluster's name.</param>
    /// <exception cref="KeyNotFoundException">The sandbox simulates no such cluster.</exception>
    public string KubeconfigFor(string cluster) => _control?.Find(cluster) is not null
        ? KubeconfigFile.TextFor(Name, cluster, Url, CertificateAuthorityPem, Token)
        : throw new KeyNotFoundException($"No cluster '{cluster}' is simulated.");

    /// <summary>Issues a client certificate that this sandbox accepts.</summary>
    internal ClientCertificate IssueClientCertificate(string user, params string[] groups) => _authority.IssueClient(user, groups);

    /// <summary>Deletes the kubeconfig, closes every connection and stops the controllers.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= _processExit;
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _kubeconfig.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
        _authority.Dispose();
        try
        {
            await DisposeServicesAsync().ConfigureAwait(false);
        }
        finally
        {
            _state.Dispose();
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => Task.Run(async () => await DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();

    private void AskToJoin(string name)
    {
        (new SandboxOptions { Clusters = [name] }).Validate();
        (_requestJoin ?? throw new InvalidOperationException($"The sandbox '{Name}' takes no new clusters."))(name);
    }

    /// <summary>One service that fails to stop does not keep the others running.</summary>
    private async Task DisposeServicesAsync()
    {
        List<Exception> failures = [];
        foreach (IAsyncDisposable service in _services.Reverse())
        {
            try
            {
                await service.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException($"The sandbox '{Name}' stopped, but not all of it cleanly.", failures);
        }
    }

    private static HttpServer Bind(int port, CertificateAuthority authority, HttpServerLimits limits, bool isFormer)
    {
        try
        {
            return HttpServer.Bind(port, authority, limits);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            string which = isFormer ? ", which the state remembers," : "";
            throw new IOException($"Port {port} of 127.0.0.1{which} is in use. Choose another, or 0 for any that is free.", failure);
        }
        catch (SocketException failure)
        {
            throw new IOException($"Cannot listen on port {port} of 127.0.0.1: {failure.Message}", failure);
        }
    }
}
