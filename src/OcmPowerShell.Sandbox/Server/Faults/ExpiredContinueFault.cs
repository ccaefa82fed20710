using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Verbs;

namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Has forgotten the version that a page is asked of. A request for a first page is carried out.</summary>
internal sealed class ExpiredContinueFault(bool mayGoOn) : Fault
{
    /// <inheritdoc/>
    internal override Task ApplyAsync(
        HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        if (!request.Query.TryGetValue("continue", out string? token))
        {
            return handler.HandleAsync(request, response, cancellationToken);
        }

        string? newest = mayGoOn ? (ContinueToken.Parse(token) with { Version = -1 }).ToString() : null;
        return response.SendStatusAsync(Refusal.Expired("The provided continue parameter is too old to display a consistent list result.", newest), cancellationToken);
    }
}
