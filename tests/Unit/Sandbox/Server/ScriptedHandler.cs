using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Tests.Sandbox;

/// <summary>An API that answers as a test says.</summary>
internal sealed class ScriptedHandler(Func<HttpRequest, IHttpResponse, CancellationToken, Task> answer) : IRequestHandler
{
    public Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken) =>
        answer(request, response, cancellationToken);
}
