using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>The way of every request: it is logged, may meet a fault, must have credentials that hold, then reaches the API.</summary>
internal sealed class RequestPipeline(Authenticator authenticator, RequestLog log, FaultPlan faults, IRequestHandler api) : IRequestHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken)
    {
        Authentication authentication = authenticator.Authenticate(request);
        Identity identity = authentication.Identity;
        request = request with { User = identity.User, Groups = identity.Groups, Uid = identity.Uid, Extra = identity.Extra };

        RequestLogEntry entry = log.Begin(request);
        try
        {
            IRequestHandler answer = authentication.Refusal is { } refusal ? new Refuser(refusal) : api;
            IHttpResponse recorded = new RecordingResponse(response, entry);
            await faults.HandleAsync(request, recorded, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (ConnectionResetException or OperationCanceledException or ApiException))
        {
            entry.Failed(exception);
            throw;
        }
        finally
        {
            entry.End();
        }
    }

    private sealed class Refuser(ApiException refusal) : IRequestHandler
    {
        public Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken) =>
            refusal.IsPlainText
                ? response.SendTextAsync(refusal.Code, refusal.Message + "\n", cancellationToken)
                : response.SendStatusAsync(refusal, cancellationToken);
    }
}
