namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Resets the connection; the request is not carried out.</summary>
internal sealed class ResetFault : Fault
{
    /// <inheritdoc/>
    internal override Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken) =>
        Task.FromException(new ConnectionResetException());
}
