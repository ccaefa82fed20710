namespace OcmPowerShell.Sandbox.Server;

/// <summary>A way in which an answer goes wrong.</summary>
internal abstract class Fault
{
    /// <summary>Answers a request, wrongly.</summary>
    internal abstract Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken);
}
