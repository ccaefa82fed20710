using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Registration;

/// <summary>What is to be done for a cluster to be let in, worked out from what the hub has of it. Nothing is sent.</summary>
internal sealed record AdmissionDecision
{
    private const string ManagedByAws = "agent.open-cluster-management.io/managed-cluster-arn";

    /// <summary>The cluster; null while it has not registered.</summary>
    public Cluster? Cluster { get; private init; }

    /// <summary>The requests to approve.</summary>
    public IReadOnlyList<RegistrationRequest> Requests { get; private init; } = [];

    /// <summary>Whether <c>hubAcceptsClient</c> is to be set.</summary>
    public bool Accepts { get; private init; }

    /// <summary>What is to be known all the same.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Why it is not let in; null when it is.</summary>
    public HubException? Refusal { get; private init; }

    /// <summary>What is not there yet and may come; null when nothing is missed.</summary>
    public HubException? Missing { get; private init; }

    /// <summary>Whether all is as it should be already.</summary>
    public bool IsDone => Requests.Count == 0 && !Accepts;

    /// <summary>Decides.</summary>
    /// <param name="hub">The hub, for messages.</param>
    /// <param name="name">The cluster's name.</param>
    /// <param name="cluster">The cluster; null where there is none.</param>
    /// <param name="requests">Its requests, or the one that was asked for.</param>
    /// <param name="policy">Whose requests are approved.</param>
    /// <param name="waits">Whether what is missing is waited for.</param>
    public static AdmissionDecision Of(
        HubConnection hub, string name, Cluster? cluster, IReadOnlyCollection<RegistrationRequest> requests, AdmissionPolicy policy, bool waits)
    {
        if (cluster is null)
        {
            var unknown = new HubException(
                "NotFound", $"The hub {hub} has no managed cluster '{name}': its agent has not registered it yet, or has another name for it. Get-OcmCluster lists those it has{(waits ? "." : "; -Wait waits for it.")}");
            return new AdmissionDecision { Missing = unknown };
        }

        if (cluster.Deleting)
        {
            var leaving = new HubException(
                "ClusterDeleting", $"The managed cluster '{name}' on hub {hub} is being deleted and cannot be let in. Wait until it is gone (Remove-OcmCluster -Wait); its agent may then register it again.");
            return new AdmissionDecision { Cluster = cluster, Refusal = leaving };
        }

        var let = new AdmissionDecision { Cluster = cluster, Accepts = !cluster.Accepted };
        if (cluster.Annotations.ContainsKey(ManagedByAws))
        {
            return let;
        }

        List<RegistrationRequest> pending = [.. requests.Where(request => request.Status == RegistrationRequestStatus.Pending)];
        (List<RegistrationRequest> good, List<string> refused) = Sort(pending, policy);
        if (good.Count > 0)
        {
            return let with { Requests = good, Warnings = [.. refused.Select(why => $"Of the cluster '{name}' another request was not approved: {why}.")] };
        }

        bool approved = requests.Any(request => request.AddOn.Length == 0 && request.Status is RegistrationRequestStatus.Approved or RegistrationRequestStatus.Issued);
        if (approved || cluster.Joined == true)
        {
            return let with { Warnings = [.. refused.Select(why => $"The cluster '{name}' has its certificate, but another request for it was not approved: {why}.")] };
        }

        return refused.Count > 0 ? let with { Accepts = false, Refusal = Refuse(hub, name, refused) } : Absent(hub, name, let, requests, waits);
    }

    private static (List<RegistrationRequest> Good, List<string> Refused) Sort(List<RegistrationRequest> pending, AdmissionPolicy policy)
    {
        List<RegistrationRequest> good = [];
        List<string> refused = [];
        foreach (RegistrationRequest request in pending)
        {
            if (RegistrationCheck.RefusalOf(request, policy) is not { } why)
            {
                good.Add(request);
            }
            else if (!RegistrationCheck.IsTheHubs(request))
            {
                refused.Add($"the request '{request.RequestName}': {why}");
            }
        }

        if (RegistrationCheck.AmbiguityOf(good, policy) is { } several)
        {
            refused.AddRange(good.Where(request => !RegistrationCheck.IsNamedWhole(request, policy)).Select(request => $"the request '{request.RequestName}': {several}"));
            good.RemoveAll(request => !RegistrationCheck.IsNamedWhole(request, policy));
        }

        return (good, refused);
    }

    private static HubException Refuse(HubConnection hub, string name, List<string> refused) => new(
        "RequestRefused",
        $"The cluster '{name}' on hub {hub} was not let in, and nothing was changed: {string.Join("; ", refused)}. "
        + "If it is meant all the same, name its requester or common name with -Requester, or approve without a look with -SkipApproveCheck. Get-OcmRegistrationRequest shows who asks; Deny-OcmCluster turns it away.");

    private static AdmissionDecision Absent(HubConnection hub, string name, AdmissionDecision let, IReadOnlyCollection<RegistrationRequest> requests, bool waits)
    {
        RegistrationRequest? lost = requests.FirstOrDefault(request => request.Status is RegistrationRequestStatus.Denied or RegistrationRequestStatus.Failed);
        if (lost is not null)
        {
            string how = lost.Status == RegistrationRequestStatus.Denied ? "was denied, which is for good" : "was approved, but no certificate could be made of it";
            var gone = new HubException(
                "RequestDenied", $"The request '{lost.RequestName}' of the cluster '{name}' on hub {hub} {how}. The agent asks anew when the hub has cleaned the request up, an hour later, or when you delete it: Invoke-OcmRestMethod -Method Delete /apis/certificates.k8s.io/v1/certificatesigningrequests/{lost.RequestName}");
            return waits ? let with { Accepts = false, Missing = gone } : let with { Accepts = false, Refusal = gone };
        }

        if (waits || let.Accepts)
        {
            var silent = new HubException(
                "RequestNotFound", $"The cluster '{name}' on hub {hub} has registered, but there is no request for its certificate, so nothing was changed. Does its agent run?{(waits ? "" : " -Wait waits for the request.")}");
            return let with { Accepts = false, Missing = silent };
        }

        // Cleaned up after it was approved, most likely.
        return let with { Warnings = [$"The cluster '{name}' on hub {hub} has been accepted before, but it has not joined, and there is no request of it to approve."] };
    }
}
