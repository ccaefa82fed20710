namespace OcmPowerShell.Sandbox.Server;

/// <summary>What answers a request once the server has read it whole and knows who asks.</summary>
internal interface IRequestHandler
{
    /// <summary>Answers through <paramref name="response"/>, at once or as a stream that ends when this task does.</summary>
    Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken);
}
