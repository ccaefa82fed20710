using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ServiceAccounts;

/// <summary>Gives every namespace what Kubernetes gives it: a service account <c>default</c>, and the authority that its pods are to trust.</summary>
/// <param name="hub">The hub, as <c>kube-controller-manager</c>.</param>
/// <param name="authorityPem">The certificate of the hub's authority.</param>
/// <param name="backoff">Pause before a namespace that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class NamespaceDefaults(IResourceClient hub, string authorityPem, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string AccountName = "default";
    private const string AuthorityName = "kube-root-ca.crt";
    private const string AuthorityKey = "ca.crt";

    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or "
        + "kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    public string Name => "namespace defaults";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of namespaces", stop => FollowAsync(loop, KubernetesTypes.Namespace, change =>
            change.Type == "ADDED" ? change.Object.Name() : null, stop));
        loop.Follow("the watch of serviceaccounts", stop => FollowAsync(loop, KubernetesTypes.ServiceAccount, change =>
            change.Type == "DELETED" && change.Object.Name() == AccountName ? change.Object.Namespace() : null, stop));
        loop.Follow("the watch of configmaps", stop => FollowAsync(loop, KubernetesTypes.ConfigMap, change =>
            change.Type != "ADDED" && change.Object.Name() == AuthorityName ? change.Object.Namespace() : null, stop));
        await loop.RunAsync(Reconcile);
    }

    private async Task FollowAsync(ReconcileLoop loop, ResourceType type, Func<ResourceEvent, string?> key, CancellationToken stop)
    {
        await foreach (var change in hub.WatchAsync(type, null, stop))
        {
            if (key(change) is { } @namespace)
            {
                loop.Add(@namespace);
            }
        }
    }

    private TimeSpan? Reconcile(string @namespace)
    {
        if (hub.Get(KubernetesTypes.Namespace, null, @namespace) is not { } home || home.IsDeleting())
        {
            return null;
        }

        try
        {
            if (hub.Get(KubernetesTypes.ServiceAccount, @namespace, AccountName) is null)
            {
                hub.Create(KubernetesTypes.ServiceAccount, @namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = AccountName } });
            }

            if (hub.Get(KubernetesTypes.ConfigMap, @namespace, AuthorityName) is null)
            {
                hub.Create(KubernetesTypes.ConfigMap, @namespace, new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["name"] = AuthorityName,
                        ["annotations"] = new JsonObject { ["kubernetes.io/description"] = Description },
                    },
                    ["data"] = new JsonObject { [AuthorityKey] = authorityPem },
                });
            }
            else
            {
                hub.Change(KubernetesTypes.ConfigMap, @namespace, AuthorityName, WriteAuthority);
            }
        }
        catch (ApiException error) when (error.Reason is "AlreadyExists" or "Forbidden" || error.IsNotFound())
        {
            // Somebody was faster, or the namespace is on its way out.
        }

        return null;
    }

    private bool WriteAuthority(JsonObject map)
    {
        if (map.TextAt("data", AuthorityKey) == authorityPem)
        {
            return false;
        }

        map["data"] = new JsonObject { [AuthorityKey] = authorityPem };
        return true;
    }
}
