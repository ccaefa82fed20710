namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Passes an answer on, as far as a subclass does not change it.</summary>
internal abstract class AlteredResponse(IHttpResponse response) : IHttpResponse
{
    /// <inheritdoc/>
    public void AddHeader(string name, string value) => response.AddHeader(name, value);

    /// <inheritdoc/>
    public virtual Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        response.SendAsync(status, contentType, body, cancellationToken);

    /// <inheritdoc/>
    public virtual Task StartAsync(int status, string contentType, CancellationToken cancellationToken) =>
        response.StartAsync(status, contentType, cancellationToken);

    /// <inheritdoc/>
    public virtual Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        response.WriteAsync(chunk, cancellationToken);
}
