using System.Text;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Tests.Sandbox;

/// <summary>Answers where no API is mounted: the version, the health, and that there is nothing else.</summary>
internal sealed class FallbackHandler : IRequestHandler
{
    private static readonly byte[] Version = Encoding.UTF8.GetBytes(
        """{"major":"1","minor":"33","gitVersion":"v1.33.0","platform":"linux/amd64"}""" + "\n");

    /// <inheritdoc/>
    public Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken) => request.Path switch
    {
        "/version" => response.SendAsync(200, "application/json", Version, cancellationToken),
        "/healthz" or "/livez" or "/readyz" => response.SendTextAsync(200, "ok", cancellationToken),
        _ => response.SendTextAsync(404, "404 page not found\n", cancellationToken),
    };
}
