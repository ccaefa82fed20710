namespace OcmPowerShell.Hub.Model;

/// <summary>A CertificateSigningRequest with which a cluster asks to join the hub, or to renew its certificate.</summary>
public sealed class RegistrationRequest : HubObject
{
    /// <summary><c>metadata.name</c>.</summary>
    public string RequestName { get; set; } = "";

    /// <summary>The cluster it is for: label <c>open-cluster-management.io/cluster-name</c>, which whoever asks has written.</summary>
    public string Cluster { get; set; } = "";

    /// <summary><c>spec.username</c>: who asks, as the API server knows him.</summary>
    public string Requester { get; set; } = "";

    /// <summary><c>spec.groups</c>: his groups.</summary>
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>The name that the certificate would have, from the request in <c>spec.request</c>; empty where that cannot be read.</summary>
    public string CommonName { get; set; } = "";

    /// <summary>The groups that the certificate would give, from the same.</summary>
    public IReadOnlyList<string> Organizations { get; set; } = [];

    /// <summary><c>spec.signerName</c>.</summary>
    public string SignerName { get; set; } = "";

    /// <summary>How far it has come.</summary>
    public RegistrationRequestStatus Status { get; set; }

    /// <summary>Whether Approve-OcmCluster would approve it without more being said; of an approved one, whether it would again.</summary>
    public bool WouldBeApproved { get; set; }

    /// <summary>Why it would be refused; empty when it would not.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The add-on that it is for: label <c>open-cluster-management.io/addon-name</c>; empty for a cluster's own.</summary>
    internal string AddOn { get; set; } = "";

    /// <summary>Why <c>spec.request</c> cannot be read; empty when it can.</summary>
    internal string Unreadable { get; set; } = "";

    internal override ObjectKey Key => new("", RequestName);

    /// <inheritdoc/>
    public override string ToString() => RequestName;
}
