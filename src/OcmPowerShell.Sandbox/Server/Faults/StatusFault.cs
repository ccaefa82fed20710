using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Refuses with a Status.</summary>
internal sealed class StatusFault(int code, string reason, string message, int? retryAfterSeconds) : Fault
{
    /// <inheritdoc/>
    internal override Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        ApiException refusal = new(code, reason, message) { RetryAfterSeconds = retryAfterSeconds };
        return response.SendStatusAsync(refusal, cancellationToken);
    }
}
