namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Answers something that the API did not say.</summary>
internal sealed class AnswerFault(int status, string contentType, ReadOnlyMemory<byte> body) : Fault
{
    /// <inheritdoc/>
    internal override Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken) =>
        response.SendAsync(status, contentType, body, cancellationToken);
}
