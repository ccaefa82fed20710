namespace OcmPowerShell.Sandbox.Server;

/// <summary>Passes an answer on and notes its status in the log.</summary>
internal sealed class RecordingResponse(IHttpResponse response, RequestLogEntry entry) : IHttpResponse
{
    /// <inheritdoc/>
    public void AddHeader(string name, string value) => response.AddHeader(name, value);

    /// <inheritdoc/>
    public Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Noted first: whoever has the answer finds the status in the log.
        entry.Answered(status);
        return response.SendAsync(status, contentType, body, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(int status, string contentType, CancellationToken cancellationToken)
    {
        entry.Answered(status);
        return response.StartAsync(status, contentType, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        response.WriteAsync(chunk, cancellationToken);
}
