using System.Security.Cryptography.X509Certificates;

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

    /// <summary>Where the bearer token comes from; null for none.</summary>
    internal ITokenSource? Token { get; init; }

    /// <summary>The certificate to show the server; null for none.</summary>
    internal X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The hub as every object and message names it: server and context, no secret.</summary>
    public string Identity => Context.Length == 0 ? Server.AbsoluteUri.TrimEnd('/') : $"{Server.AbsoluteUri.TrimEnd('/')} ({Context})";

    /// <summary>The identity: a record's own text would list every member, secrets too.</summary>
    public override string ToString() => Identity;
}
