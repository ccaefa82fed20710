namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>The right answer, announced as something else.</summary>
internal sealed class RetypedResponse(IHttpResponse response, string type) : AlteredResponse(response)
{
    /// <inheritdoc/>
    public override Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        base.SendAsync(status, type, body, cancellationToken);

    /// <inheritdoc/>
    public override Task StartAsync(int status, string contentType, CancellationToken cancellationToken) =>
        base.StartAsync(status, type, cancellationToken);
}
