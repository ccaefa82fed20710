using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Patching;
using OcmPowerShell.Sandbox.Api.Rendering;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>The verbs over HTTP.</summary>
internal sealed class ResourceHandler
{
    private const string CustomPatches = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";

    private const string BuiltInPatches =
        "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml";

    private readonly ResourceApi _api;
    private readonly WatchAnswer _watch;

    public ResourceHandler(ResourceApi api)
    {
        _api = api;
        _watch = new WatchAnswer(api.Watch);
    }

    /// <summary>Answers a request for a resource.</summary>
    /// <exception cref="ApiException">It is refused.</exception>
    public Task HandleAsync(HttpRequest request, ResourceRoute route, IHttpResponse response, CancellationToken cancellationToken)
    {
        if (route.Subresource is { } below && below is not ObjectPart)
        {
            return below.HandleAsync(new SubresourceRequest(request, route, _api, response), cancellationToken);
        }

        if (route.Subresource is { } part && !part.Verbs.Contains(RequestAttributes.Of(request).Verb))
        {
            throw Refusal.MethodNotAllowed();
        }

        AnswerFormat format = AnswerFormat.Negotiate(request.Headers.GetValueOrDefault("Accept"));
        var rendering = new ObjectRendering(
            route.Definition, format, request.Query.GetValueOrDefault("includeObject", "Metadata"), _api.Time.GetUtcNow());
        return (request.Method, route.Name) switch
        {
            ("GET" or "HEAD", null) => ListAsync(request, route, rendering, response, cancellationToken),
            ("GET" or "HEAD", string name) => AnswerAsync(200, _api.Reader.Get(route.Definition, route.Namespace, name)),
            _ when route.Definition.Type.Namespaced && route.Namespace is null => throw Refusal.UnknownResource(),
            ("POST", null) => AnswerWriteAsync(request, "CreateOptions", false, Create),
            ("PUT", not null) => AnswerWriteAsync(request, "UpdateOptions", false, Update),
            ("PATCH", not null) => AnswerWriteAsync(request, "PatchOptions", RequestBody.MediaTypeOf(request) == "application/apply-patch+yaml", Patch),
            ("DELETE", null) => DeleteAllAsync(request, route, rendering, response, cancellationToken),
            ("DELETE", string name) when !route.IsStatus && route.Subresource is null => DeleteAsync(request, route, name, format, rendering, response, cancellationToken),
            _ => throw Refusal.MethodNotAllowed(),
        };

        Task AnswerAsync(int status, StoredObject value) =>
            response.SendFormattedAsync(status, format, rendering.Render(value), cancellationToken);

        Task AnswerWriteAsync(
            HttpRequest write, string kind, bool isApply, Func<HttpRequest, ResourceRoute, WriteOptions, WriteResult> verb)
        {
            WriteOptions options = RequestOptions.Write(write, kind, isApply, route.IsStatus) with { Part = route.Subresource as ObjectPart };
            WriteResult result = verb(write, route, options);
            response.Warn(options.Warnings);
            return AnswerAsync(result.IsNew ? 201 : 200, result.Object);
        }
    }

    private async Task ListAsync(
        HttpRequest request, ResourceRoute route, ObjectRendering rendering, IHttpResponse response, CancellationToken cancellationToken)
    {
        ListRequest list = RequestOptions.List(request, route, _api.AllowsWatchList);
        if (RequestOptions.Flag(request, "watch"))
        {
            await _watch.SendAsync(response, route.Definition, list, rendering, cancellationToken).ConfigureAwait(false);
            return;
        }

        ListPage page = _api.Reader.List(route.Definition, list);
        await rendering.SendListAsync(response, page, cancellationToken).ConfigureAwait(false);
    }

    private WriteResult Create(HttpRequest request, ResourceRoute route, WriteOptions options)
    {
        JsonObject value = RequestBody.ReadObject(request, route.Definition.Type, options.Duplicates);
        return _api.Writer.Create(route.Definition, route.Namespace, value, options);
    }

    private WriteResult Update(HttpRequest request, ResourceRoute route, WriteOptions options)
    {
        JsonObject value = RequestBody.ReadObject(request, route.Definition.Type, options.Duplicates);
        return _api.Writer.Update(route.Definition, route.Namespace, route.Name!, value, options);
    }

    private WriteResult Patch(HttpRequest request, ResourceRoute route, WriteOptions options)
    {
        ResourceDefinition definition = route.Definition;
        switch (RequestBody.MediaTypeOf(request))
        {
            case "application/apply-patch+yaml":
                JsonObject applied = RequestBody.ReadApplied(request, definition.Type);
                return _api.Writer.Apply(definition, route.Namespace, route.Name!, applied, options);
            case "application/json-patch+json":
                JsonNode? operations = RequestBody.ReadPatch(request);
                return _api.Writer.Patch(definition, route.Namespace, route.Name!, value => JsonPatch.Apply(value, operations), options);
            case "application/merge-patch+json":
                JsonObject changes = Changes(request);
                return _api.Writer.Patch(definition, route.Namespace, route.Name!, value => MergePatch.Apply(value, changes), options);
            case "application/strategic-merge-patch+json" when definition.IsBuiltIn:
                JsonObject strategic = Changes(request);
                return _api.Writer.Patch(definition, route.Namespace, route.Name!, value => StrategicMergePatch.Apply(definition.Schema, value, strategic), options);
            default:
                throw Refusal.UnsupportedMediaType(definition.IsBuiltIn ? BuiltInPatches : CustomPatches);
        }
    }

    private static JsonObject Changes(HttpRequest request) => RequestBody.ReadPatch(request) as JsonObject
        ?? throw Refusal.BadRequest("error decoding patch: json: cannot unmarshal value into Go value of type map[string]interface {}");

    private Task DeleteAsync(
        HttpRequest request,
        ResourceRoute route,
        string name,
        AnswerFormat format,
        ObjectRendering rendering,
        IHttpResponse response,
        CancellationToken cancellationToken)
    {
        DeleteOptions options = RequestOptions.Delete(request, RequestBody.ReadOptional(request));
        DeleteResult result = _api.Removal.Delete(route.Definition, route.Namespace, name, options);
        return result.IsGone
            ? response.SendJsonAsync(200, Success(route.Definition.Type, result.Object), cancellationToken)
            : response.SendFormattedAsync(200, format, rendering.Render(result.Object), cancellationToken);
    }

    private Task DeleteAllAsync(
        HttpRequest request, ResourceRoute route, ObjectRendering rendering, IHttpResponse response, CancellationToken cancellationToken)
    {
        if (route.Definition.Type == KubernetesTypes.Namespace)
        {
            // Namespaces are deleted one by one, on a real server too.
            throw Refusal.MethodNotAllowed();
        }

        DeleteOptions options = RequestOptions.Delete(request, RequestBody.ReadOptional(request));
        ListRequest list = RequestOptions.List(request, route);
        IReadOnlyList<StoredObject> deleted = _api.Removal.DeleteAll(route.Definition, list.Filter, options);
        return rendering.SendListAsync(response, new ListPage(deleted, _api.Store.Version, string.Empty, null), cancellationToken);
    }

    private static JsonObject Success(ResourceType type, StoredObject value)
    {
        var details = new JsonObject { ["name"] = value.Name };
        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Plural;
        details["uid"] = value.Uid;
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }
}
