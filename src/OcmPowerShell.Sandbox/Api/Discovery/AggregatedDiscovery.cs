using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>All of discovery in one document, as clients since 1.26 ask for it.</summary>
internal static class AggregatedDiscovery
{
    /// <summary>v2 or v2beta1, whichever the client would rather have than the plain form; null where it prefers that.</summary>
    public static string? WantedVersion(HttpRequest request)
    {
        foreach (MediaRange range in MediaRange.ParseAll(request.Headers.GetValueOrDefault("Accept")))
        {
            bool isJson = range.Matches("application", "json");
            if (isJson && range["as"] == "APIGroupDiscoveryList" && range["g"] == "apidiscovery.k8s.io" && range["v"] is "v2" or "v2beta1")
            {
                return range["v"];
            }

            if (isJson && range["as"] is null)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The <c>Content-Type</c> of a version.</summary>
    public static string ContentType(string version) => $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList";

    /// <summary>The document.</summary>
    public static JsonObject Document(IEnumerable<ServedResource> served, string version) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = $"apidiscovery.k8s.io/{version}",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. served.GroupBy(resource => resource.Type.Group).Select(Group)]),
    };

    private static JsonNode Group(IGrouping<string, ServedResource> group)
    {
        var metadata = new JsonObject { ["creationTimestamp"] = null };
        if (group.Key.Length > 0)
        {
            metadata["name"] = group.Key;
        }

        return new JsonObject
        {
            ["metadata"] = metadata,
            ["versions"] = new JsonArray([.. group.GroupBy(resource => resource.Type.Version).OrderBy(version => version.Key, VersionOrder.Instance).Select(version => new JsonObject
            {
                ["version"] = version.Key,
                ["resources"] = new JsonArray([.. version.Select(Resource)]),
                ["freshness"] = "Current",
            })]),
        };
    }

    private static JsonNode Resource(ServedResource served)
    {
        ResourceType type = served.Type;
        var resource = new JsonObject
        {
            ["resource"] = type.Plural,
            ["responseKind"] = ResponseKind(served, type),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = served.Singular,
            ["verbs"] = Texts(served.Verbs),
        };
        if (type.ShortNames.Count > 0)
        {
            resource["shortNames"] = Texts(type.ShortNames);
        }

        if (served.Categories.Count > 0)
        {
            resource["categories"] = Texts(served.Categories);
        }

        JsonNode[] below =
        [
            .. type.HasStatus ? [Subresource(served, "status", type, ServedResource.StatusVerbs)] : Array.Empty<JsonNode>(),
            .. served.Subresources.Select(one => Subresource(served, one.Name, one.Answers ?? type, one.Verbs)),
        ];
        if (below.Length > 0)
        {
            resource["subresources"] = new JsonArray(below);
        }

        return resource;
    }

    private static JsonObject Subresource(ServedResource served, string name, ResourceType answered, IReadOnlyList<string> verbs) => new JsonObject
    {
        ["subresource"] = name,
        ["responseKind"] = ResponseKind(served, answered),
        ["verbs"] = Texts(verbs),
    };

    /// <summary>A built-in kind of the group and version that it is listed in does not say them again.</summary>
    private static JsonObject ResponseKind(ServedResource served, ResourceType type)
    {
        bool isOwn = served.IsBuiltIn && type.Group == served.Type.Group && type.Version == served.Type.Version;
        return new JsonObject { ["group"] = isOwn ? "" : type.Group, ["version"] = isOwn ? "" : type.Version, ["kind"] = type.Kind };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
