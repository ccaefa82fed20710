namespace OcmPowerShell.Sandbox.Server;

/// <summary>What is wrong with the certificate that a server shows.</summary>
internal enum ServerCertificateFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It ran out yesterday.</summary>
    Expired,

    /// <summary>It is another host's.</summary>
    WrongHost,
}
