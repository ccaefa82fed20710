using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>Passes an answer on and remembers whether it began: after that, nothing else can be said.</summary>
internal sealed class StartedResponse(IHttpResponse response) : IHttpResponse
{
    /// <summary>Whether anything was sent.</summary>
    public bool HasStarted { get; private set; }

    /// <inheritdoc/>
    public void AddHeader(string name, string value) => response.AddHeader(name, value);

    /// <inheritdoc/>
    public Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        HasStarted = true;
        return response.SendAsync(status, contentType, body, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(int status, string contentType, CancellationToken cancellationToken)
    {
        HasStarted = true;
        return response.StartAsync(status, contentType, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => response.WriteAsync(chunk, cancellationToken);
}
