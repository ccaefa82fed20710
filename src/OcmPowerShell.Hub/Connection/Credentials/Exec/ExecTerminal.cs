namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>The terminal that a credential plugin may ask a person at.</summary>
internal sealed class ExecTerminal
{
    /// <summary>The terminal of this process, where it has one: pipelines, services and remote sessions have none.</summary>
    public static readonly ExecTerminal Standard = new()
    {
        IsThere = () => Environment.UserInteractive && !Console.IsInputRedirected,
        OpenError = Console.OpenStandardError,
    };

    /// <summary>Whether somebody can be asked there.</summary>
    public required Func<bool> IsThere { get; init; }

    /// <summary>Where a plugin's questions are shown while it has the terminal.</summary>
    public required Func<Stream> OpenError { get; init; }
}
