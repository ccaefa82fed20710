namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Sends the headers of an answer and nothing more.</summary>
internal sealed class StallFault : Fault
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        await response.StartAsync(200, "application/json", cancellationToken).ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
    }
}
