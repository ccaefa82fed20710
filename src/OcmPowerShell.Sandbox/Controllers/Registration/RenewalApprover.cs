using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Registration;

/// <summary>Approves the requests by which agents of accepted clusters renew their certificates: for themselves, and with the right to it.</summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="nameOf">The common name and the organizations that a <c>spec.request</c> asks for; null where it is none.</param>
/// <param name="mayRenew">Whether a user, by name and groups, may renew certificates of clusters.</param>
/// <param name="backoff">Pause before a request that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class RenewalApprover(
    IResourceClient hub,
    Func<string?, (string CommonName, IReadOnlyList<string> Organizations)?> nameOf,
    Func<string, IReadOnlyList<string>, bool> mayRenew,
    Backoff backoff,
    TimeProvider time,
    Action<ActorFault> report) : IActor
{
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";
    private const string ClusterNameLabel = "open-cluster-management.io/cluster-name";
    private const string Prefix = "system:open-cluster-management:";

    private static readonly ResourceType Type = KubernetesTypes.CertificateSigningRequest;

    public string Name => "renewal approver";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of certificatesigningrequests", async stop =>
        {
            await foreach (var change in hub.WatchAsync(Type, null, stop))
            {
                if (change.Type != "DELETED" && IsRenewal(change.Object))
                {
                    loop.Add(change.Object.Name());
                }
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(Type, null, name) is { } request && IsRenewal(request) && mayRenew(request.TextAt("spec", "username")!, GroupsOf(request)))
        {
            hub.ChangeStatus(Type, null, name, value => value.Child("status").List("conditions").Add(new JsonObject
            {
                ["lastTransitionTime"] = time.GetUtcNow().ToApiTime(),
                ["lastUpdateTime"] = time.GetUtcNow().ToApiTime(),
                ["message"] = "Auto approving Managed cluster agent certificate after SubjectAccessReview.",
                ["reason"] = "AutoApprovedByHubCSRApprovingController",
                ["status"] = Condition.True,
                ["type"] = "Approved",
            }));
        }

        return null;
    }

    private bool IsRenewal(JsonObject request)
    {
        var conditions = request.ArrayAt("status", "conditions");
        if (ConditionList.Find(conditions, "Approved") is not null
            || ConditionList.Find(conditions, "Denied") is not null
            || request.TextAt("spec", "signerName") != ClientSigner
            || request.TextAt("metadata", "labels", ClusterNameLabel) is not { } cluster
            || nameOf(request.TextAt("spec", "request")) is not var (commonName, organizations))
        {
            return false;
        }

        return commonName == request.TextAt("spec", "username")
            && organizations.Where(one => one != $"{Prefix}managed-clusters").SequenceEqual([Prefix + cluster])
            && commonName.StartsWith($"{Prefix}{cluster}:", StringComparison.Ordinal)
            && commonName.Split(':').Length == 4;
    }

    private static string[] GroupsOf(JsonObject request) => [.. request.ArrayAt("spec", "groups")?.Select(group => (string?)group ?? "") ?? []];
}
