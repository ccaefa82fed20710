namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>Something that watches an API server and acts until it is told to stop: a controller or an agent.</summary>
internal interface IActor
{
    /// <summary>Who it is, for the log.</summary>
    string Name { get; }

    /// <summary>
    /// Acts until cancelled. It may fail: <see cref="Supervisor"/> runs it again, so it must start from what the API
    /// server says and not from what it remembers.
    /// </summary>
    Task RunAsync(CancellationToken cancellationToken);
}
