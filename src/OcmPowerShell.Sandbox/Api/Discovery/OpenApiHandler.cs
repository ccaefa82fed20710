using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>Serves the schemas of all kinds as OpenAPI.</summary>
internal sealed class OpenApiHandler
{
    // With an @ before the version, as the type is registered, Go's parser of media types fails.
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private readonly ResourceTable _table;

    public OpenApiHandler(ResourceTable table)
    {
        _table = table;
    }

    /// <summary>Answers what is below <c>/openapi</c>.</summary>
    /// <exception cref="ApiException">There is no such document.</exception>
    public Task HandleAsync(HttpRequest request, string[] segments, IHttpResponse response, CancellationToken cancellationToken)
    {
        if (request.Method is not ("GET" or "HEAD"))
        {
            throw Refusal.MethodNotAllowed();
        }

        if (segments is ["v2"])
        {
            bool wantsProtobuf = MediaRange.ParseAll(request.Headers.GetValueOrDefault("Accept"))[0].Type.Contains("protobuf", StringComparison.Ordinal);
            return wantsProtobuf
                ? response.SendAsync(200, Protobuf, OpenApiV2Protobuf.Document(_table.All), cancellationToken)
                : response.SendJsonAsync(200, OpenApiV2.Document(_table.All), cancellationToken);
        }

        if (segments is ["v3"])
        {
            // The real server does not say that this is JSON.
            return response.SendAsync(200, "text/plain; charset=utf-8", JsonText.AsBuilt(Index()), cancellationToken);
        }

        string path = string.Join('/', segments.Skip(1));
        IGrouping<string, ResourceDefinition>? group = segments is ["v3", ..] ? Groups().FirstOrDefault(one => one.Key == path) : null;
        return group is not null
            ? response.SendJsonAsync(200, OpenApiV3.Document(group), cancellationToken)
            : throw Refusal.UnknownResource();
    }

    /// <summary>The kinds by the path of their group and version.</summary>
    private IEnumerable<IGrouping<string, ResourceDefinition>> Groups() =>
        _table.All.GroupBy(definition => definition.Type.Group.Length == 0 ? $"api/{definition.Type.Version}" : $"apis/{definition.Type.ApiVersion}");

    private JsonObject Index() => new()
    {
        ["paths"] = new JsonObject(Groups().Select(group => KeyValuePair.Create<string, JsonNode?>(group.Key, new JsonObject
        {
            // Clients keep a document as long as its hash stays.
            ["serverRelativeURL"] = $"/openapi/v3/{group.Key}?hash={Convert.ToHexString(SHA512.HashData(JsonText.AsBuilt(OpenApiV3.Document(group))))}",
        }))),
    };
}
