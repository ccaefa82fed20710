namespace OcmPowerShell.Sandbox.Server;

/// <summary>What a client sent is not HTTP as this server speaks it; it gets the status and the connection ends.</summary>
internal sealed class HttpProtocolException(int status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public int Status { get; } = status;
}
