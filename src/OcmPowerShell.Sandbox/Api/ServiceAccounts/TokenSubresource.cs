using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.ServiceAccounts;

/// <summary><c>serviceaccounts/NAME/token</c>: issues a token, as <c>kubectl create token</c> asks for it.</summary>
internal sealed class TokenSubresource(ServiceAccountTokens tokens) : ISubresource
{
    private const long ShortestSeconds = 600;
    private const long LongestSeconds = 1L << 32;
    private const long DefaultSeconds = 3600;

    /// <inheritdoc/>
    public string Name => "token";

    /// <inheritdoc/>
    public ResourceType? Answers { get; } = new("authentication.k8s.io", "v1", "TokenRequest", "tokenrequests", Namespaced: true);

    /// <inheritdoc/>
    public IReadOnlyList<string> Verbs { get; } = ["create"];

    /// <inheritdoc/>
    public Task HandleAsync(SubresourceRequest request, CancellationToken cancellationToken)
    {
        if (request.Http.Method != "POST")
        {
            throw Refusal.MethodNotAllowed();
        }

        JsonObject body = RequestBody.ReadObject(request.Http, Answers!, []);
        JsonObject? spec = body.Object("spec");
        StoredObject account = request.Read();
        long seconds = spec.Whole("expirationSeconds") ?? DefaultSeconds;
        RequireDuration(seconds);
        IReadOnlyList<string> audiences = spec.Texts("audiences");
        if (audiences.Count == 0)
        {
            audiences = [ServiceAccountTokens.Audience];
        }

        DateTimeOffset expires = request.Api.Time.GetUtcNow().AddSeconds(seconds);
        string token = tokens.Issue(account, audiences, expires, Bound(request, account, spec.Object("boundObjectRef")));
        return request.AnswerAsync(201, Answer(account, spec, audiences, seconds, token, expires), cancellationToken);
    }

    private void RequireDuration(long seconds)
    {
        string? why = seconds switch
        {
            < ShortestSeconds => "may not specify a duration less than 10 minutes",
            > LongestSeconds => "may not specify a duration larger than 2^32 seconds",
            _ => null,
        };
        if (why is not null)
        {
            throw Refusal.Invalid(Answers!, string.Empty, [
                FieldError.Invalid("spec.expirationSeconds", seconds.ToString(CultureInfo.InvariantCulture), why)]);
        }
    }

    private static KeyValuePair<string, JsonNode?>? Bound(SubresourceRequest request, StoredObject account, JsonObject? reference)
    {
        if (reference is null)
        {
            return null;
        }

        string kind = reference.Text("kind") ?? string.Empty;
        ResourceType type = kind switch
        {
            "Secret" => KubernetesTypes.Secret,
            "Pod" => KubernetesTypes.Pod,
            _ => throw Refusal.BadRequest($"cannot bind token for serviceaccount to object of type /{reference.Text("apiVersion")}, Kind={kind}"),
        };
        string name = reference.Text("name") ?? string.Empty;
        StoredObject bound = request.Api.Store.Find(type, account.Namespace, name) ?? throw Refusal.NotFound(type, name);
        if (reference.Text("uid") is { Length: > 0 } uid && uid != bound.Uid)
        {
            throw Refusal.Conflict(
                type, name, $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        return KeyValuePair.Create(kind.ToLowerInvariant(), (JsonNode?)new JsonObject { ["name"] = bound.Name, ["uid"] = bound.Uid });
    }

    private JsonObject Answer(
        StoredObject account, JsonObject? spec, IReadOnlyList<string> audiences, long seconds, string token, DateTimeOffset expires) => new()
        {
            ["kind"] = Answers!.Kind,
            ["apiVersion"] = Answers.ApiVersion,
            ["metadata"] = new JsonObject { ["name"] = account.Name, ["namespace"] = account.Namespace, ["creationTimestamp"] = null },
            ["spec"] = new JsonObject
            {
                ["audiences"] = new JsonArray([.. audiences.Select(audience => (JsonNode)audience)]),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = spec.Object("boundObjectRef")?.DeepClone(),
            },
            ["status"] = new JsonObject
            {
                ["token"] = token,
                ["expirationTimestamp"] = expires.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            },
        };
}
