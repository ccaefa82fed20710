using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>Says for one cluster's work what the API's refusal means.</summary>
internal static class WorkErrors
{
    /// <param name="refusal">The refusal.</param>
    /// <param name="work">The work's name.</param>
    /// <param name="cluster">The managed cluster.</param>
    /// <param name="done">What was not done: created, updated …</param>
    public static HubException Explain(ApiStatusException refusal, string work, string cluster, string done = "created") => refusal.Status switch
    {
        { Reason: "NotFound", Kind: "namespaces" } =>
            new("NotFound", $"The hub {refusal.Hub} has no managed cluster '{cluster}' (or has not accepted it): the work '{work}' was not {done} there. Get-OcmCluster lists the clusters.", refusal),
        { Reason: "AlreadyExists" } =>
            new("AlreadyExists", $"The work '{work}' already exists in cluster '{cluster}' on hub {refusal.Hub} and was left as it is. Use -Force to update it.", refusal),
        { Code: 401 } =>
            new("Unauthorized", $"The hub {refusal.Hub} does not accept the credentials: has the token or certificate expired? Renew it in the kubeconfig and connect again.", refusal),
        _ => new(refusal.ErrorId, $"The work '{work}' was not {done} in cluster '{cluster}' on hub {refusal.Hub}: {refusal.Status.Message}", refusal),
    };

    /// <summary>Says which work a change was refused for, and what to do about it.</summary>
    public static HubException ExplainChange(HubException refusal, ObjectKey key, string hub)
    {
        string work = $"The work '{key.Name}' in cluster '{key.Namespace}' on hub {hub} was not changed: ";
        return refusal switch
        {
            ApiStatusException status => new(status.ErrorId, work + status.Status.Message, status),
            { ErrorId: "InvalidArgument" or "ResourceNameUnknown" } => new(refusal.ErrorId, work + refusal.Message, refusal),
            { ErrorId: "ManagedByOther" } => new(refusal.ErrorId, refusal.Message + " Use -IncludeManaged to change it all the same.", refusal),
            _ => refusal,
        };
    }
}
