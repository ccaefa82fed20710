using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ServiceAccounts;

/// <summary>Fills the Secrets of type <c>kubernetes.io/service-account-token</c> with a token of their account, and deletes them with it.</summary>
/// <param name="hub">The hub, as <c>kube-controller-manager</c>.</param>
/// <param name="issue">Issues a token for a Secret by its name and namespace and the name and uid of the account.</param>
/// <param name="authorityPem">The certificate of the hub's authority.</param>
/// <param name="backoff">Pause before a Secret that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class TokenSecrets(
    IResourceClient hub,
    Func<string, string, string, string, string> issue,
    string authorityPem,
    Backoff backoff,
    TimeProvider time,
    Action<ActorFault> report) : IActor
{
    private const string SecretType = "kubernetes.io/service-account-token";
    private const string AccountName = "kubernetes.io/service-account.name";
    private const string AccountUid = "kubernetes.io/service-account.uid";

    public string Name => "token secrets";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of secrets", async stop =>
        {
            await foreach (var change in hub.WatchAsync(KubernetesTypes.Secret, null, stop))
            {
                if (change.Type != "DELETED" && IsTokenSecret(change.Object))
                {
                    loop.Add(KeyOf(change.Object));
                }
            }
        });
        loop.Follow("the watch of serviceaccounts", async stop =>
        {
            await foreach (var change in hub.WatchAsync(KubernetesTypes.ServiceAccount, null, stop))
            {
                foreach (var secret in hub.List(KubernetesTypes.Secret, change.Object.Namespace()).Where(IsTokenSecret))
                {
                    loop.Add(KeyOf(secret));
                }
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private static bool IsTokenSecret(JsonObject secret) => secret.TextAt("type") == SecretType;

    private static string KeyOf(JsonObject secret) => $"{secret.Namespace()}/{secret.Name()}";

    private TimeSpan? Reconcile(string key)
    {
        string[] parts = key.Split('/');
        if (hub.Get(KubernetesTypes.Secret, parts[0], parts[1]) is not { } secret || !IsTokenSecret(secret))
        {
            return null;
        }

        string account = secret.TextAt("metadata", "annotations", AccountName) ?? "";
        string? wanted = secret.TextAt("metadata", "annotations", AccountUid);
        string? uid = account.Length == 0 ? null : hub.Get(KubernetesTypes.ServiceAccount, parts[0], account).TextAt("metadata", "uid");
        if (uid is null || (wanted is not null && wanted != uid))
        {
            hub.Delete(KubernetesTypes.Secret, parts[0], parts[1]);
            return null;
        }

        hub.Change(KubernetesTypes.Secret, parts[0], parts[1], value => Fill(value, account, uid));
        return null;
    }

    private bool Fill(JsonObject secret, string account, string uid)
    {
        if (secret.TextAt("data", "token") is { Length: > 0 })
        {
            return false;
        }

        var data = secret.Child("data");
        data["ca.crt"] = Encode(authorityPem);
        data["namespace"] = Encode(secret.Namespace());
        data["token"] = Encode(issue(secret.Name(), secret.Namespace(), account, uid));
        secret.Child("metadata").Child("annotations")[AccountUid] = uid;
        return true;
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
