using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Registration;

/// <summary>
/// Whether a request is what a klusterlet sends that joins with the hub's bootstrap credentials. Whoever holds these can ask
/// for any name; a certificate for another's name would be that one's rights.
/// </summary>
internal static class RegistrationCheck
{
    private const string Prefix = "system:open-cluster-management:";
    private const string ClustersGroup = Prefix + "managed-clusters";
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";
    private const string BootstrapTokenPrefix = "system:bootstrap:";

    private static readonly string[] BootstrapUsers =
    [
        "system:serviceaccount:open-cluster-management:agent-registration-bootstrap",
        "system:serviceaccount:open-cluster-management-hub:grpc-server-sa",
    ];

    private static readonly string[] BootstrapGroups =
    [
        "system:bootstrappers:managedcluster",
        "system:serviceaccounts:open-cluster-management",
        "system:serviceaccounts:open-cluster-management-hub",
    ];

    /// <summary>Whether the hub decides of it by itself: of an add-on's request, and of one in which a cluster renews its own certificate.</summary>
    public static bool IsTheHubs(RegistrationRequest request) => request.AddOn.Length > 0 || IsRenewal(request);

    /// <summary>Fills in, for all requests of one cluster, whether they would be approved, and why not.</summary>
    public static void Judge(IReadOnlyCollection<RegistrationRequest> requests)
    {
        foreach (RegistrationRequest request in requests)
        {
            request.Reason = request.Status switch
            {
                RegistrationRequestStatus.Denied => Told(request, "Denied", "it has been denied"),
                RegistrationRequestStatus.Failed => Told(request, "Failed", "the signer could not make a certificate of it"),
                _ => RefusalOf(request, AdmissionPolicy.Default) ?? "",
            };
        }

        List<RegistrationRequest> good = [.. requests.Where(request => request.Status == RegistrationRequestStatus.Pending && request.Reason.Length == 0)];
        if (AmbiguityOf(good, AdmissionPolicy.Default) is { } several)
        {
            good.ForEach(request => request.Reason = several);
        }

        foreach (RegistrationRequest request in requests)
        {
            request.WouldBeApproved = request.Reason.Length == 0;
        }
    }

    /// <summary>Why a request is not approved for itself; null when it is.</summary>
    public static string? RefusalOf(RegistrationRequest request, AdmissionPolicy policy)
    {
        if (request.AddOn.Length > 0)
        {
            return $"it is for the add-on '{request.AddOn}', whose requests the hub decides by itself";
        }

        bool named = IsNamed(request, policy);
        return policy.Requesters is not null && !named ? $"its requester '{request.Requester}' (common name '{request.CommonName}') is not one that -Requester names"
            : policy.SkipsCheck ? null
            : RefusalOfRequester(request, named) ?? RefusalOfContent(request);
    }

    /// <summary>Why requests that are good each for itself are not approved together; null when they are.</summary>
    public static string? AmbiguityOf(IReadOnlyCollection<RegistrationRequest> requests, AdmissionPolicy policy)
    {
        string[] names = [.. requests.Select(request => request.CommonName).Distinct().Order(StringComparer.Ordinal)];
        return names.Length > 1 && !policy.SkipsCheck
            ? $"several agents ask to be this cluster ({string.Join(", ", names)}), of which one may be another's"
            : null;
    }

    /// <summary>Whether a policy names the very common name that a request is for.</summary>
    public static bool IsNamedWhole(RegistrationRequest request, AdmissionPolicy policy) =>
        request.CommonName.Length > 0 && policy.Requesters?.Contains(request.CommonName) == true;

    private static bool IsNamed(RegistrationRequest request, AdmissionPolicy policy) =>
        policy.Requesters?.Contains(request.Requester) == true || IsNamedWhole(request, policy);

    private static string? RefusalOfRequester(RegistrationRequest request, bool named)
    {
        if (request.SignerName != ClientSigner)
        {
            return $"it is for the signer '{request.SignerName}', not for {ClientSigner}";
        }

        if (named)
        {
            return null;
        }

        if (IsRenewal(request))
        {
            return "the cluster itself asks, to renew its certificate, which the hub decides by itself";
        }

        return !IsBootstrapUser(request.Requester) ? $"its requester '{request.Requester}' is not a bootstrap user"
            : !request.Groups.Any(BootstrapGroups.Contains) ? $"its requester '{request.Requester}' is in no group of bootstrap users ({string.Join(", ", BootstrapGroups)})"
            : null;
    }

    private static string? RefusalOfContent(RegistrationRequest request)
    {
        if (request.Unreadable.Length > 0)
        {
            return request.Unreadable;
        }

        // The agent's part has no colon: a cluster named 'cluster' would else have the names of all add-ons.
        string own = $"{Prefix}{request.Cluster}";
        if (!request.CommonName.StartsWith($"{own}:", StringComparison.Ordinal)
            || request.CommonName.AsSpan(own.Length + 1) is var agent && (agent.IsEmpty || agent.Contains(':')))
        {
            return $"it asks for the name '{request.CommonName}', which is not of the form {own}:<agent>";
        }

        return !request.Organizations.Contains(own) ? $"it does not ask for the cluster's own group {own}"
            : request.Organizations.FirstOrDefault(group => group != own && group != ClustersGroup) is { } other ? $"it asks for the group '{other}', which no cluster has"
            : null;
    }

    private static bool IsRenewal(RegistrationRequest request) =>
        request.Cluster.Length > 0 && request.Requester.StartsWith($"{Prefix}{request.Cluster}:", StringComparison.Ordinal);

    private static bool IsBootstrapUser(string name) =>
        (name.StartsWith(BootstrapTokenPrefix, StringComparison.Ordinal) && name.Length > BootstrapTokenPrefix.Length) || BootstrapUsers.Contains(name);

    private static string Told(RegistrationRequest request, string type, string what)
    {
        string message = request.Conditions.FirstOrDefault(condition => condition.Type == type)?.Message ?? "";
        return message.Length > 0 ? $"{what}: {message}" : what;
    }
}
