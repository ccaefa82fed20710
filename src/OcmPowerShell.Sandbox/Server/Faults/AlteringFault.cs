namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Carries the request out, and changes its answer on the way.</summary>
/// <param name="alter">Puts itself between the handler and the client.</param>
internal sealed class AlteringFault(Func<IHttpResponse, IHttpResponse> alter) : Fault
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        try
        {
            await handler.HandleAsync(request, alter(response), cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfAnswerException)
        {
            // What was sent is all that is sent; the answer then ends as any does.
        }
    }
}
