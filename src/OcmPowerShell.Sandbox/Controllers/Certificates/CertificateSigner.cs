using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Certificates;

/// <summary>
/// Issues the certificates of approved requests for clients of the API server. Those of kubelets fail: the hub has no
/// nodes. Requests to other signers are left to them.
/// </summary>
/// <param name="hub">The hub, as <c>kube-controller-manager</c>.</param>
/// <param name="sign">Issues a certificate for a request in PEM, until a moment.</param>
/// <param name="backoff">Pause before a request that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class CertificateSigner(
    IResourceClient hub, Func<string, DateTimeOffset, string> sign, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";
    private const long DefaultSeconds = 365 * 24 * 3600;

    private static readonly ResourceType Type = KubernetesTypes.CertificateSigningRequest;
    private static readonly string[] Kubelets = ["kubernetes.io/kube-apiserver-client-kubelet", "kubernetes.io/kubelet-serving"];
    private static readonly string[] Usages = ["digital signature", "key encipherment", "client auth"];

    public string Name => "certificate signer";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of certificatesigningrequests", async stop =>
        {
            await foreach (var change in hub.WatchAsync(Type, null, stop))
            {
                if (change.Type != "DELETED" && IsDue(change.Object))
                {
                    loop.Add(change.Object.Name());
                }
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private static bool IsDue(JsonObject request)
    {
        var conditions = request.ArrayAt("status", "conditions");
        return ConditionList.IsTrue(conditions, "Approved")
            && ConditionList.Find(conditions, "Denied") is null
            && ConditionList.Find(conditions, "Failed") is null
            && request.TextAt("status", "certificate") is null
            && (request.TextAt("spec", "signerName") == ClientSigner || Kubelets.Contains(request.TextAt("spec", "signerName")));
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(Type, null, name) is not { } request || !IsDue(request))
        {
            return null;
        }

        string? certificate = null;
        var failure = FailureOf(request);
        if (failure is null)
        {
            try
            {
                var until = time.GetUtcNow().AddSeconds(Math.Clamp(request.IntegerAt("spec", "expirationSeconds") ?? DefaultSeconds, 600, DefaultSeconds));
                certificate = sign(Encoding.ASCII.GetString(Convert.FromBase64String(request.TextAt("spec", "request") ?? "")), until);
            }
            catch (Exception error) when (error is FormatException or ArgumentException or CryptographicException)
            {
                failure = "unable to parse csr";
            }
        }

        hub.ChangeStatus(Type, null, name, value =>
        {
            if (certificate is not null)
            {
                value.Child("status")["certificate"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate));
            }
            else
            {
                ConditionList.Set(value.Child("status").List("conditions"),
                    new("Failed", Condition.True, "SignerValidationFailure", failure!), time.GetUtcNow());
            }
        });
        return null;
    }

    private static string? FailureOf(JsonObject request)
    {
        if (request.TextAt("spec", "signerName") != ClientSigner)
        {
            return "subject organization is not system:nodes";
        }

        string[] usages = [.. request.ArrayAt("spec", "usages")?.Select(usage => (string?)usage ?? "") ?? []];
        return usages.Contains("client auth") && usages.All(Usages.Contains)
            ? null
            : "usages did not match [client auth digital signature key encipherment]";
    }
}
