namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Waits before the request is carried out.</summary>
internal sealed class DelayFault(TimeSpan delay) : Fault
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
        await handler.HandleAsync(request, response, cancellationToken).ConfigureAwait(false);
    }
}
