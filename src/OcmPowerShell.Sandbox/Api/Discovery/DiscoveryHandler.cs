using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>Tells clients which groups, versions and resources there are.</summary>
internal sealed class DiscoveryHandler
{
    private readonly ResourceTable _table;

    public DiscoveryHandler(ResourceTable table)
    {
        _table = table;
    }

    /// <summary>Answers <c>/</c>, <c>/api</c>, <c>/api/v1</c>, <c>/apis</c>, <c>/apis/group</c> and <c>/apis/group/version</c>.</summary>
    /// <exception cref="ApiException">There is no such group or version.</exception>
    public Task HandleAsync(HttpRequest request, string[] segments, IHttpResponse response, CancellationToken cancellationToken)
    {
        if (request.Method is not ("GET" or "HEAD"))
        {
            throw Refusal.MethodNotAllowed();
        }

        ServedResource[] served = [.. ServedResource.All(_table)];
        if (segments is ["api"] or ["apis"] && AggregatedDiscovery.WantedVersion(request) is string version)
        {
            IEnumerable<ServedResource> half = served.Where(resource => resource.Type.Group.Length == 0 == (segments[0] == "api"));
            return response.SendAsync(
                200, AggregatedDiscovery.ContentType(version), JsonText.AsBuilt(AggregatedDiscovery.Document(half, version)), cancellationToken);
        }

        JsonObject? document = segments switch
        {
            [] => Paths(served),
            ["api"] => CoreVersions(),
            ["apis"] => Groups(served),
            ["api", string core] => Resources(served, string.Empty, core),
            ["apis", string group] => Group(served, group),
            ["apis", string group, string groupVersion] => Resources(served, group, groupVersion),
            _ => null,
        };
        return document is not null ? response.SendJsonAsync(200, document, cancellationToken) : throw Refusal.UnknownResource();
    }

    private static JsonObject Paths(ServedResource[] served)
    {
        IEnumerable<string> paths = served
            .SelectMany<ServedResource, string>(resource => resource.Type.Group.Length == 0
                ? ["/api", $"/api/{resource.Type.Version}"]
                : ["/apis", $"/apis/{resource.Type.Group}", $"/apis/{resource.Type.ApiVersion}"])
            .Concat(["/healthz", "/livez", "/readyz", "/openapi/v2", "/openapi/v3", "/version"])
            .Distinct()
            .Order(StringComparer.Ordinal);
        return new JsonObject { ["paths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]) };
    }

    private static JsonObject CoreVersions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    private static JsonObject Groups(ServedResource[] served) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. served
            .Select(resource => resource.Type.Group)
            .Where(group => group.Length > 0)
            .Distinct()
            .Select(group => GroupBody(served, group, []))]),
    };

    private static JsonObject? Group(ServedResource[] served, string group) =>
        group.Length > 0 && Array.Exists(served, resource => resource.Type.Group == group)
            ? GroupBody(served, group, new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" })
            : null;

    private static JsonObject GroupBody(ServedResource[] served, string group, JsonObject body)
    {
        JsonObject[] versions = [.. served
            .Where(resource => resource.Type.Group == group)
            .Select(resource => resource.Type.Version)
            .Distinct()
            .Order(VersionOrder.Instance)
            .Select(version => new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version })];
        body["name"] = group;
        body["preferredVersion"] = versions[0].DeepClone();
        body["versions"] = new JsonArray(versions);
        return body;
    }

    private static JsonObject? Resources(ServedResource[] served, string group, string version)
    {
        ServedResource[] here = [.. served.Where(resource => resource.Type.Group == group && resource.Type.Version == version)];
        return here.Length == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([.. here.SelectMany(Entries)]),
        };
    }

    private static IEnumerable<JsonNode> Entries(ServedResource resource)
    {
        ResourceType type = resource.Type;
        JsonObject entry = Entry(type, type.Plural, resource.Singular, resource.Verbs);
        if (type.ShortNames.Count > 0)
        {
            entry["shortNames"] = Texts(type.ShortNames);
        }

        if (resource.Categories.Count > 0)
        {
            entry["categories"] = Texts(resource.Categories);
        }

        if (resource.StorageVersionHash is string hash)
        {
            entry["storageVersionHash"] = hash;
        }

        yield return entry;
        if (type.HasStatus)
        {
            yield return Entry(type, $"{type.Plural}/status", string.Empty, ServedResource.StatusVerbs);
        }

        foreach (ISubresource below in resource.Subresources)
        {
            JsonObject lower = Entry(type, $"{type.Plural}/{below.Name}", string.Empty, below.Verbs);
            if (below.Answers is { } answered)
            {
                lower["group"] = answered.Group;
                lower["version"] = answered.Version;
                lower["kind"] = answered.Kind;
            }

            yield return lower;
        }
    }

    private static JsonObject Entry(ResourceType type, string name, string singular, IReadOnlyList<string> verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = singular,
        ["namespaced"] = type.Namespaced,
        ["kind"] = type.Kind,
        ["verbs"] = Texts(verbs),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
