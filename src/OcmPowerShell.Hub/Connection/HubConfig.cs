using System.Security.Cryptography.X509Certificates;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Connection;

/// <summary>Whom to talk to, as whom, and whom to trust. Holds secrets: it is never printed and has no text form of them.</summary>
public sealed record HubConfig
{
    /// <summary>The API server's URL; a path in it is kept.</summary>
    public required Uri Server { get; init; }

    /// <summary>The kubeconfig's context; empty when there is none.</summary>
    public string Context { get; init; } = "";

    /// <summary>The name of the kubeconfig's user entry; null when there is none.</summary>
    public string? User { get; init; }

    /// <summary>The only authorities to trust; null for the machine's.</summary>
    internal X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>Whether any certificate will do.</summary>
    internal bool SkipCertificateCheck { get; init; }

    /// <summary>The name that the server's certificate must be for, and that TLS asks it for; null for the server's own.</summary>
    internal string? TlsServerName { get; init; }

    /// <summary>The proxy to go through, user and password included, by http, https or socks5; null for the environment's.</summary>
    internal Uri? Proxy { get; init; }

    /// <summary>Whether the server is not to compress its answers.</summary>
    internal bool DisableCompression { get; init; }

    /// <summary>How long a connection may take to come about, TLS included.</summary>
    internal TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection with a request on it may be quiet before it is tested; whole seconds, at least one.</summary>
    internal TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to such a test may take; whole seconds, at least one.</summary>
    internal TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where the credentials come from; null for none.</summary>
    internal ICredentialSource? Credentials { get; init; }

    /// <summary>Whom to act as; null for oneself.</summary>
    internal Impersonation? Impersonation { get; init; }

    /// <summary>The context's namespace; null where it names none.</summary>
    internal string? Namespace { get; init; }

    /// <summary>The hub as every object and message names it: server, context, and whom we act as where that is somebody else; no secret.</summary>
    public string Identity =>
        $"{Server.AbsoluteUri.TrimEnd('/')}{(Context.Length == 0 ? "" : $" ({Context})")}{(Impersonation is null ? "" : $" as {Impersonation.User}")}";

    /// <summary>The identity: a record's own text would list every member, secrets too.</summary>
    public override string ToString() => Identity;
}
