namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>An answer that goes nowhere.</summary>
internal sealed class DiscardingResponse : IHttpResponse
{
    /// <inheritdoc/>
    public void AddHeader(string name, string value)
    {
    }

    /// <inheritdoc/>
    public Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(int status, string contentType, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => Task.CompletedTask;
}
