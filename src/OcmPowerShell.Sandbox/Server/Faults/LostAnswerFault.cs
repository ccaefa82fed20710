namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Carries the request out and resets the connection: the client cannot know whether it was.</summary>
internal sealed class LostAnswerFault : Fault
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        await handler.HandleAsync(request, new DiscardingResponse(), cancellationToken).ConfigureAwait(false);
        throw new ConnectionResetException();
    }
}
