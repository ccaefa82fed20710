using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Subresources;

/// <summary>A request for a resource below an object.</summary>
/// <param name="Http">The request as it came.</param>
/// <param name="Route">The object that it is about.</param>
/// <param name="Api">The API server.</param>
/// <param name="Response">Where the answer goes.</param>
internal sealed record SubresourceRequest(HttpRequest Http, ResourceRoute Route, ResourceApi Api, IHttpResponse Response)
{
    /// <summary>Who asks.</summary>
    public Identity User => Http.Identity;

    /// <summary>The object.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public StoredObject Read() => Api.Reader.Get(Route.Definition, Route.Namespace, Route.Name!);

    /// <summary>Answers with an object of a small kind that is not stored.</summary>
    public Task AnswerAsync(int status, JsonObject value, CancellationToken cancellationToken) =>
        Response.SendJsonAsync(status, value, cancellationToken);
}
