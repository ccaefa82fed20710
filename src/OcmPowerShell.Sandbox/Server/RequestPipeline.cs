using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Control;
using OcmPowerShell.Sandbox.Server.Faults;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// The way of every request: it is logged, may meet a fault, must have credentials that hold, then reaches the API.
/// What is meant for the sandbox itself is neither logged nor spoiled.
/// </summary>
internal sealed class RequestPipeline(
    Authenticator authenticator, RequestLog log, FaultPlan faults, IRequestHandler api, IRequestHandler control, HttpServerLimits limits) : IRequestHandler
{
    private int _watches;

    /// <inheritdoc/>
    public async Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken)
    {
        Authentication authentication = authenticator.Authenticate(request);
        Identity identity = authentication.Identity;
        request = request with { User = identity.User, Groups = identity.Groups, Uid = identity.Uid, Extra = identity.Extra };

        ApiException? refusal = authentication.Refusal;
        if (ControlHandler.Serves(request.Path))
        {
            await (refusal is null ? control : new Refuser(refusal)).HandleAsync(request, response, cancellationToken).ConfigureAwait(false);
            return;
        }

        RequestLogEntry entry = log.Begin(request);
        bool isWatch = RequestAttributes.Of(ClusterRouter.Below(request)?.Request ?? request).Verb == "watch";
        try
        {
            if (isWatch && Interlocked.Increment(ref _watches) > limits.Watches)
            {
                // Each holds a connection; some must be left for others.
                refusal ??= new ApiException(429, "TooManyRequests", "There are too many watches, please try again later.") { RetryAfterSeconds = 1 };
            }

            IRequestHandler answer = refusal is null ? api : new Refuser(refusal);
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
            if (isWatch)
            {
                Interlocked.Decrement(ref _watches);
            }
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
