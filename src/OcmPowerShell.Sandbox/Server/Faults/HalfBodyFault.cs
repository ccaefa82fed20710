namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Cuts the handler's answer in the middle.</summary>
internal sealed class HalfBodyFault : Fault
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        HalvingResponse half = new(response);
        try
        {
            await handler.HandleAsync(request, half, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (half.IsCut)
        {
            // The handler noticed, as it would notice a client that left.
        }

        throw new ConnectionResetException();
    }
}
