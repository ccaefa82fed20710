using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Reviews;

/// <summary>Questions about oneself: may I, and who am I. They are answered and not kept.</summary>
internal sealed class SelfReviews
{
    /// <summary>May I?</summary>
    public static readonly ResourceType Access =
        new("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", Namespaced: false) { HasStatus = false };

    /// <summary>Who am I?</summary>
    public static readonly ResourceType Subject =
        new("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", Namespaced: false) { HasStatus = false };

    private readonly IAuthorizer _authorizer;
    private readonly TimeProvider _time;

    public SelfReviews(IAuthorizer authorizer, TimeProvider time)
    {
        _authorizer = authorizer;
        _time = time;
    }

    /// <summary>Both kinds, for discovery.</summary>
    public static IReadOnlyList<ResourceType> Types { get; } = [Subject, Access];

    /// <summary>Whether a path leads here.</summary>
    public static bool Serves(string group, string version, string resource) =>
        Types.Any(type => type.Group == group && type.Version == version && type.Plural == resource);

    /// <summary>Answers a question.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public Task HandleAsync(HttpRequest request, string resource, IHttpResponse response, CancellationToken cancellationToken)
    {
        if (request.Method != "POST")
        {
            throw Refusal.MethodNotAllowed();
        }

        ResourceType type = resource == Access.Plural ? Access : Subject;
        JsonObject body = RequestBody.ReadObject(request, type, []);
        JsonObject answer = type == Access ? AnswerAccess(request, body) : AnswerSubject(request);
        return response.SendJsonAsync(201, answer, cancellationToken);
    }

    private JsonObject AnswerAccess(HttpRequest request, JsonObject body)
    {
        JsonObject? spec = body.Object("spec");
        JsonObject? resource = spec.Object("resourceAttributes");
        JsonObject? path = spec.Object("nonResourceAttributes");
        var asked = new RequestAttributes(resource.Text("verb") ?? path.Text("verb") ?? string.Empty, path.Text("path") ?? string.Empty)
        {
            Group = resource.Text("group") ?? string.Empty,
            Version = resource.Text("version") ?? string.Empty,
            Namespace = resource.Text("namespace") ?? string.Empty,
            Resource = resource.Text("resource") ?? string.Empty,
            Subresource = resource.Text("subresource") ?? string.Empty,
            Name = resource.Text("name") ?? string.Empty,
        };
        return new JsonObject
        {
            ["kind"] = Access.Kind,
            ["apiVersion"] = Access.ApiVersion,
            ["metadata"] = new JsonObject { ["creationTimestamp"] = null },
            ["spec"] = spec?.DeepClone() ?? new JsonObject(),
            ["status"] = new JsonObject { ["allowed"] = _authorizer.Allows(new Identity(request.User, request.Groups), asked) },
        };
    }

    private JsonObject AnswerSubject(HttpRequest request) => new()
    {
        ["kind"] = Subject.Kind,
        ["apiVersion"] = Subject.ApiVersion,
        ["metadata"] = new JsonObject { ["creationTimestamp"] = Timestamp.Now(_time) },
        ["status"] = new JsonObject
        {
            ["userInfo"] = UserInfo(request),
        },
    };

    private static JsonObject UserInfo(HttpRequest request)
    {
        var info = new JsonObject { ["username"] = request.User };
        if (request.Uid is not null)
        {
            info["uid"] = request.Uid;
        }

        info["groups"] = Texts(request.Groups);
        if (request.Extra.Count > 0)
        {
            info["extra"] = new JsonObject(request.Extra.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Texts(pair.Value))));
        }

        return info;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
