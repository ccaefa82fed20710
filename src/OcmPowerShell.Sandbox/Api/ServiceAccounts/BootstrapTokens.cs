using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.ServiceAccounts;

/// <summary>The tokens in Secrets of kube-system that let a cluster join: <c>id.secret</c>.</summary>
internal sealed partial class BootstrapTokens(ObjectStore store, TimeProvider time) : ITokenAuthenticator
{
    /// <summary>The type of such Secrets.</summary>
    public const string SecretType = "bootstrap.kubernetes.io/token";

    /// <summary>The namespace they are looked for in.</summary>
    public const string Namespace = "kube-system";

    private const string Group = "system:bootstrappers";

    /// <inheritdoc/>
    public Identity? Find(string token)
    {
        Match parts = Form().Match(token);
        if (!parts.Success)
        {
            return null;
        }

        string id = parts.Groups["id"].Value;
        JsonObject? secret = store.Find(KubernetesTypes.Secret, Namespace, $"bootstrap-token-{id}")?.ToJson();
        return secret is not null && Holds(secret, id, parts.Groups["secret"].Value)
            ? Identity.Of($"system:bootstrap:{id}", ExtraGroups(secret).Prepend(Group))
            : null;
    }

    private bool Holds(JsonObject secret, string id, string key)
    {
        byte[] kept = Encoding.UTF8.GetBytes(SecretData.Text(secret, "token-secret") ?? string.Empty);
        return secret.Metadata().Text("deletionTimestamp") is null
            && secret.Text("type") == SecretType
            && SecretData.Text(secret, "token-id") == id
            && SecretData.Text(secret, "usage-bootstrap-authentication") == "true"
            && CryptographicOperations.FixedTimeEquals(kept, Encoding.UTF8.GetBytes(key))
            && !HasRunOut(SecretData.Text(secret, "expiration"));
    }

    /// <summary>A time that cannot be read has passed.</summary>
    private bool HasRunOut(string? expiration) => expiration is not null
        && !(DateTimeOffset.TryParse(expiration, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end) && end > time.GetUtcNow());

    private static IEnumerable<string> ExtraGroups(JsonObject secret) =>
        (SecretData.Text(secret, "auth-extra-groups") ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Where(group => group.StartsWith(Group + ":", StringComparison.Ordinal));

    [GeneratedRegex(@"\A(?<id>[a-z0-9]{6})\.(?<secret>[a-z0-9]{16})\z")]
    private static partial Regex Form();
}
