namespace OcmPowerShell.Hub.Model;

/// <summary>How far a cluster's request for a certificate has come.</summary>
public enum RegistrationRequestStatus
{
    /// <summary>Nobody has decided yet.</summary>
    Pending,

    /// <summary>It was approved; the certificate is on its way.</summary>
    Approved,

    /// <summary>It was approved, and the certificate is there.</summary>
    Issued,

    /// <summary>It was denied, which is for good: the cluster has to ask anew.</summary>
    Denied,

    /// <summary>It was approved, but the signer could not make a certificate of it.</summary>
    Failed,
}
