using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Reviews;

/// <summary>Answers questions about identities and their rights.</summary>
internal sealed class ReviewHandler
{
    private readonly AccessReviews _access;
    private readonly ITokenAuthenticator? _tokens;
    private readonly TimeProvider _time;

    /// <param name="api">The API server.</param>
    /// <param name="tokens">Knows the tokens that the server accepts; null where nobody may ask about them.</param>
    public ReviewHandler(ResourceApi api, ITokenAuthenticator? tokens)
    {
        _access = new AccessReviews(api.Authorizer);
        _tokens = tokens;
        _time = api.Time;
    }

    /// <summary>Answers a question.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public Task HandleAsync(HttpRequest request, ResourceType type, string @namespace, IHttpResponse response, CancellationToken cancellationToken)
    {
        if (request.Method != "POST")
        {
            throw Refusal.MethodNotAllowed();
        }

        JsonObject body = RequestBody.ReadObject(request, type, []);
        JsonObject? spec = body.Object("spec");
        JsonObject status = type.Kind switch
        {
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = UserInfo(request.Identity) },
            "TokenReview" => AnswerToken(spec),
            "SelfSubjectRulesReview" => _access.Rules(request.Identity, spec),
            "SelfSubjectAccessReview" => _access.Decide(type, request.Identity, spec, @namespace),
            _ => _access.Decide(type, null, spec, @namespace),
        };
        var answer = new JsonObject
        {
            ["kind"] = type.Kind,
            ["apiVersion"] = type.ApiVersion,
            ["metadata"] = new JsonObject { ["creationTimestamp"] = type == ReviewTypes.SelfSubject ? Timestamp.Now(_time) : null },
        };
        if (type != ReviewTypes.SelfSubject)
        {
            AddOwner(answer, spec, RequestOptions.ManagerOfAgent(request), Timestamp.Now(_time));
            answer["spec"] = type == ReviewTypes.SelfRules ? new JsonObject() : spec?.DeepClone() ?? new JsonObject();
        }

        answer["status"] = status;
        return response.SendJsonAsync(201, answer, cancellationToken);
    }

    /// <summary>Says who asked, as of any object that a client creates.</summary>
    private static void AddOwner(JsonObject answer, JsonObject? spec, string manager, string time)
    {
        if (spec is { Count: > 0 })
        {
            answer.Metadata()["managedFields"] = new JsonArray(new JsonObject
            {
                ["manager"] = manager,
                ["operation"] = "Update",
                ["apiVersion"] = (string?)answer["apiVersion"],
                ["time"] = time,
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = new JsonObject { ["f:spec"] = Fields(spec, []) },
            });
        }
    }

    private static JsonObject Fields(JsonObject value, JsonObject fields)
    {
        foreach ((string name, JsonNode? member) in value)
        {
            fields[$"f:{name}"] = member is JsonObject below ? Fields(below, new JsonObject { ["."] = new JsonObject() }) : new JsonObject();
        }

        return fields;
    }

    private static JsonObject UserInfo(Identity identity)
    {
        var info = new JsonObject { ["username"] = identity.User };
        if (identity.Uid is not null)
        {
            info["uid"] = identity.Uid;
        }

        info["groups"] = Texts(identity.Groups);
        if (identity.Extra.Count > 0)
        {
            info["extra"] = new JsonObject(identity.Extra.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Texts(pair.Value))));
        }

        return info;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private JsonObject AnswerToken(JsonObject? spec)
    {
        string token = spec.Text("token") ?? string.Empty;
        if (token.Length == 0)
        {
            throw Refusal.BadRequest("token is required for TokenReview in authentication");
        }

        return _tokens?.Find(token) is { } identity
            ? new JsonObject { ["authenticated"] = true, ["user"] = UserInfo(identity) }
            : new JsonObject { ["user"] = new JsonObject(), ["error"] = "[invalid bearer token]" };
    }
}
