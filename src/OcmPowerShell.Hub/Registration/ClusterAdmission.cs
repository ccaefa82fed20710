using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Registration;

/// <summary>Lets clusters in and turns them away: their requests for a certificate, and <c>hubAcceptsClient</c>.</summary>
internal sealed class ClusterAdmission(HubConnection hub)
{
    private const string Approved = "Approved";
    private const string Denied = "Denied";

    private readonly ResourceClient<Cluster> _clusters = Kinds.Clusters.On(hub);
    private readonly ResourceClient<RegistrationRequest> _requests = Kinds.RegistrationRequests.On(hub);

    /// <summary>The label selector for a cluster's requests; for null, of all clusters.</summary>
    public static string SelectorOf(string? cluster) =>
        cluster is null ? RegistrationRequestParser.ClusterLabel : $"{RegistrationRequestParser.ClusterLabel}={cluster}";

    /// <summary>Reads a cluster; null when there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="uid">Only this very one; empty for whichever has the name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException"><c>Conflict</c>: another has the name now; or as the API answers.</exception>
    public async Task<Cluster?> FindAsync(string name, string uid, CancellationToken cancellationToken)
    {
        Cluster? cluster = await _clusters.GetAsync(new ObjectKey("", name), cancellationToken: cancellationToken).ConfigureAwait(false);
        return cluster is null || uid.Length == 0 || cluster.Uid == uid ? cluster : throw _clusters.Replaced(cluster.Key);
    }

    /// <summary>All requests of a cluster.</summary>
    /// <exception cref="HubException">As the API answers.</exception>
    public async Task<List<RegistrationRequest>> RequestsOfAsync(string cluster, CancellationToken cancellationToken)
    {
        List<RegistrationRequest> requests = [];
        await foreach (RegistrationRequest request in _requests.ListAsync(null, new ListOptions { LabelSelector = SelectorOf(cluster) }, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            // A name that is none would select something else.
            if (request.Cluster == cluster)
            {
                requests.Add(request);
            }
        }

        return requests;
    }

    /// <summary>One request of a cluster.</summary>
    /// <exception cref="HubException"><c>NotFound</c>; <c>Conflict</c>: it is another one now, or another cluster's.</exception>
    public async Task<RegistrationRequest> RequestAsync(string name, string uid, string cluster, CancellationToken cancellationToken)
    {
        var key = new ObjectKey("", name);
        RegistrationRequest request = await _requests.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw _requests.Kind.NotFound(hub, key);
        return (uid.Length > 0 && request.Uid != uid) || request.Cluster != cluster ? throw _requests.Replaced(key) : request;
    }

    /// <summary>Approves the requests and then accepts the cluster, as decided; what is so already stays.</summary>
    /// <returns>The cluster as it is then.</returns>
    /// <exception cref="HubException">The hub refused; running it again goes on from there.</exception>
    public async Task<Cluster> AdmitAsync(AdmissionDecision decision, bool dryRun, CancellationToken cancellationToken)
    {
        foreach (RegistrationRequest request in decision.Requests)
        {
            await DecideAsync(request, Approved, dryRun, cancellationToken).ConfigureAwait(false);
        }

        return await SetAcceptedAsync(decision.Cluster!, true, decision.Requests.Count > 0, dryRun, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops accepting a cluster and then denies its requests; what is so already stays.</summary>
    /// <param name="cluster">The cluster; null where only requests are left of it.</param>
    /// <param name="requests">Its pending requests.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">The hub refused; running it again goes on from there.</exception>
    public async Task<Cluster?> DenyAsync(Cluster? cluster, IReadOnlyCollection<RegistrationRequest> requests, bool dryRun, CancellationToken cancellationToken)
    {
        // It is cut off first: that counts, and a request that is approved meanwhile is of no use to it then.
        if (cluster is not null)
        {
            cluster = await SetAcceptedAsync(cluster, false, false, dryRun, cancellationToken).ConfigureAwait(false);
        }

        foreach (RegistrationRequest request in requests)
        {
            await DecideAsync(request, Denied, dryRun, cancellationToken).ConfigureAwait(false);
        }

        return cluster;
    }

    private async Task<Cluster> SetAcceptedAsync(Cluster cluster, bool accepts, bool approved, bool dryRun, CancellationToken cancellationToken)
    {
        if (cluster.Accepted == accepts)
        {
            return cluster;
        }

        try
        {
            return (await _clusters.ChangeAsync(
                cluster.Key,
                cluster.Uid,
                state => (state.BooleanAt("spec", "hubAcceptsClient") ?? false) == accepts ? null : new JsonObject { ["spec"] = new JsonObject { ["hubAcceptsClient"] = accepts } },
                dryRun,
                cancellationToken).ConfigureAwait(false)).Object;
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            string half = approved ? " Its request has been approved: run the command again with the right to accept, and it goes on from there." : "";
            string accept = accepts ? ", and to update managedclusters/accept (register.open-cluster-management.io)" : "";
            throw new HubException(
                "Forbidden", $"The cluster '{cluster.Name}' on hub {hub} was not {(accepts ? "accepted" : "cut off")}: {refusal.Status.Message} It takes the right to patch managedclusters (cluster.open-cluster-management.io){accept}.{half}", refusal);
        }
    }

    // Whether it had still to be decided.
    private Task<bool> DecideAsync(RegistrationRequest request, string type, bool dryRun, CancellationToken cancellationToken) => ResourceClient<RegistrationRequest>.RetryConflictsAsync(
        async () =>
        {
            if (await _requests.ReadAsync(request.Key, cancellationToken).ConfigureAwait(false) is not { } json)
            {
                // The hub cleans requests up; one that is gone cannot be abused, and an agent asks anew.
                return type == Denied ? false : throw _requests.Kind.NotFound(hub, request.Key);
            }

            RegistrationRequest now = hub.Rest.Parse(bytes => RegistrationRequestParser.Parse(bytes, hub.Identity, false), json);
            if (now.Uid != request.Uid || now.Cluster != request.Cluster)
            {
                throw _requests.Replaced(request.Key);
            }

            if (now.Status == RegistrationRequestStatus.Denied && type == Approved)
            {
                throw new HubException("RequestDenied", $"The request '{request.RequestName}' of the cluster '{request.Cluster}' on hub {hub} was denied meanwhile, which is for good.");
            }

            if (now.Status != RegistrationRequestStatus.Pending)
            {
                return false;
            }

            await PutAsync(hub.Rest.Parse(JsonNodeExtensions.ParseObject, json), request, type, dryRun, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private async Task PutAsync(JsonObject state, RegistrationRequest request, string type, bool dryRun, CancellationToken cancellationToken)
    {
        if (state.ObjectAt("status") is not { } status)
        {
            state["status"] = status = [];
        }

        if (status.ArrayAt("conditions") is not { } conditions)
        {
            status["conditions"] = conditions = [];
        }

        conditions.Add((JsonNode)new JsonObject
        {
            ["type"] = type,
            ["status"] = "True",
            ["reason"] = type == Approved ? "OcmPowerShellApprove" : "OcmPowerShellDeny",
            ["message"] = type == Approved ? "This request was approved with Approve-OcmCluster." : "This request was denied with Deny-OcmCluster.",
            ["lastUpdateTime"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        });
        string path = $"{ResourcePath.CertificateSigningRequests.Object(null, request.RequestName)}/approval?fieldManager={RestClient.FieldManager}{(dryRun ? "&dryRun=All" : "")}";
        try
        {
            await hub.Rest.SendAsync(HttpMethod.Put, path, state.ToUtf8Bytes(), "application/json", cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            string verb = type == Approved ? "approved" : "denied";
            throw new HubException(
                "Forbidden", $"The request '{request.RequestName}' of the cluster '{request.Cluster}' on hub {hub} was not {verb}: {refusal.Status.Message} It takes the rights to update certificatesigningrequests/approval and to approve for signers named {request.SignerName} (both certificates.k8s.io).", refusal);
        }
    }
}
