namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>Whether a credential plugin may ask a person (<c>interactiveMode</c>).</summary>
internal enum ExecInteractiveMode
{
    /// <summary>It never reads from the terminal.</summary>
    Never,

    /// <summary>It asks where there is a terminal, and does without where there is none.</summary>
    IfAvailable,

    /// <summary>It cannot do without a terminal.</summary>
    Always,
}
