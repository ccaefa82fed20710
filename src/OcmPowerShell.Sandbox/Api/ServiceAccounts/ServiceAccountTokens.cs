using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.ServiceAccounts;

/// <summary>
/// The tokens of service accounts: those that are asked for and run out, and those in Secrets, which hold as long as the
/// Secret does. None outlives its service account: it names the account's uid.
/// </summary>
/// <param name="store">The hub's objects.</param>
/// <param name="time">The clock.</param>
/// <param name="keyPem">The key that signs them, in PEM; null for one that nobody else has.</param>
internal sealed class ServiceAccountTokens(ObjectStore store, TimeProvider time, string? keyPem = null) : ITokenAuthenticator, IDisposable
{
    /// <summary>The type of Secrets that hold a token.</summary>
    public const string SecretType = "kubernetes.io/service-account-token";

    /// <summary>The annotation of such a Secret that names the account.</summary>
    public const string NameAnnotation = "kubernetes.io/service-account.name";

    /// <summary>The annotation of such a Secret with the account's uid.</summary>
    public const string UidAnnotation = "kubernetes.io/service-account.uid";

    /// <summary>For whom a token is when nobody says so: the API server itself.</summary>
    public const string Audience = "https://kubernetes.default.svc.cluster.local";

    private const string Kubernetes = "kubernetes.io";
    private readonly JsonWebToken _tokens = new(keyPem);

    /// <summary>Issues a token that runs out.</summary>
    /// <param name="account">The service account.</param>
    /// <param name="audiences">For whom it is.</param>
    /// <param name="expires">When it runs out.</param>
    /// <param name="bound">The object that it does not outlive, as a member of its claims; null for none.</param>
    public string Issue(StoredObject account, IReadOnlyList<string> audiences, DateTimeOffset expires, KeyValuePair<string, JsonNode?>? bound)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        var about = new JsonObject { ["namespace"] = account.Namespace };
        if (bound is not null)
        {
            about.Add(bound.Value);
        }

        about["serviceaccount"] = new JsonObject { ["name"] = account.Name, ["uid"] = account.Uid };
        return _tokens.Sign(new JsonObject
        {
            ["aud"] = new JsonArray([.. audiences.Select(audience => (JsonNode)audience)]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now,
            ["iss"] = Audience,
            ["jti"] = Guid.NewGuid().ToString(),
            [Kubernetes] = about,
            ["nbf"] = now,
            ["sub"] = $"{Identity.ServiceAccountPrefix}{account.Namespace}:{account.Name}",
        });
    }

    /// <summary>The token for a Secret of an account; always the same claims, but never the same text.</summary>
    public string IssueFor(string secret, string @namespace, string account, string uid) => _tokens.Sign(new JsonObject
    {
        ["iss"] = "kubernetes/serviceaccount",
        [$"{Kubernetes}/serviceaccount/namespace"] = @namespace,
        [$"{Kubernetes}/serviceaccount/secret.name"] = secret,
        [$"{Kubernetes}/serviceaccount/service-account.name"] = account,
        [$"{Kubernetes}/serviceaccount/service-account.uid"] = uid,
        ["sub"] = $"{Identity.ServiceAccountPrefix}{@namespace}:{account}",
    });

    /// <inheritdoc/>
    public Identity? Find(string token) => _tokens.Read(token) switch
    {
        null => null,
        { } claims when claims.Object(Kubernetes) is { } about => OfRequested(claims, about),
        { } claims => OfSecret(claims, token),
    };

    /// <inheritdoc/>
    public void Dispose() => _tokens.Dispose();

    private Identity? OfRequested(JsonObject claims, JsonObject about)
    {
        string @namespace = about.Text("namespace") ?? string.Empty;
        if (claims.Whole("exp") <= time.GetUtcNow().ToUnixTimeSeconds()
            || !claims.Texts("aud").Contains(Audience)
            || (about.Object("secret") is { } secret && store.Find(KubernetesTypes.Secret, @namespace, secret.Text("name") ?? "")?.Uid != secret.Text("uid"))
            || (about.Object("pod") is { } pod && store.Find(KubernetesTypes.Pod, @namespace, pod.Text("name") ?? "")?.Uid != pod.Text("uid")))
        {
            return null;
        }

        JsonObject? account = about.Object("serviceaccount");
        return Existing(@namespace, account.Text("name"), account.Text("uid")) is { } identity
            ? identity with { Extra = new Dictionary<string, IReadOnlyList<string>> { [Identity.CredentialId] = [$"JTI={claims.Text("jti")}"] } }
            : null;
    }

    private Identity? OfSecret(JsonObject claims, string token)
    {
        const string Prefix = Kubernetes + "/serviceaccount/";
        string @namespace = claims.Text(Prefix + "namespace") ?? string.Empty;
        StoredObject? secret = store.Find(KubernetesTypes.Secret, @namespace, claims.Text(Prefix + "secret.name") ?? string.Empty);
        bool holds = secret is not null && SecretData.Text(secret.ToJson(), "token") == token;
        return holds ? Existing(@namespace, claims.Text(Prefix + "service-account.name"), claims.Text(Prefix + "service-account.uid")) : null;
    }

    private Identity? Existing(string @namespace, string? name, string? uid) =>
        name is not null && uid is not null && store.Find(KubernetesTypes.ServiceAccount, @namespace, name)?.Uid == uid
            ? Identity.OfServiceAccount(@namespace, name, uid)
            : null;
}
