namespace OcmPowerShell.Sandbox.Server;

/// <summary>The answer to one request: either one body, or a stream of chunks.</summary>
internal interface IHttpResponse
{
    /// <summary>Adds a header; only before the answer starts.</summary>
    void AddHeader(string name, string value);

    /// <summary>Sends a whole answer.</summary>
    Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Starts a chunked answer; <see cref="WriteAsync"/> then sends and flushes one chunk at a time.</summary>
    Task StartAsync(int status, string contentType, CancellationToken cancellationToken);

    /// <summary>Sends one chunk of a started answer.</summary>
    Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken);
}
