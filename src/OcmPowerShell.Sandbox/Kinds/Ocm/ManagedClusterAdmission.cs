using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Verbs;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>OCM's webhooks for managed clusters.</summary>
internal sealed class ManagedClusterAdmission : IAdmission
{
    private const string ClusterSetLabel = "cluster.open-cluster-management.io/clusterset";
    private const string Mutator = "managedclustermutators.admission.cluster.open-cluster-management.io";
    private const string Validator = "managedclustervalidators.admission.cluster.open-cluster-management.io";

    private readonly TimeProvider _time;

    public ManagedClusterAdmission(TimeProvider time)
    {
        _time = time;
    }

    public void Mutate(AdmissionRequest request)
    {
        BelongToASet(request.Value);
        StampTaints(request.Value, request.Before);
    }

    public void Validate(AdmissionRequest request)
    {
        foreach (JsonObject config in (request.Value.Object("spec").Array("managedClusterClientConfigs") ?? []).OfType<JsonObject>())
        {
            string url = config.Text("url") ?? string.Empty;
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme != Uri.UriSchemeHttps)
            {
                throw Refusal.Denied(Validator, $"url \"{url}\" is invalid in client configs");
            }
        }
    }

    /// <summary>A cluster always belongs to a set; the one it falls back to is <c>default</c>.</summary>
    private static void BelongToASet(JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        if (metadata["labels"] is not JsonObject labels)
        {
            labels = [];
            metadata["labels"] = labels;
        }

        if (labels.Text(ClusterSetLabel) is null or "")
        {
            labels[ClusterSetLabel] = "default";
        }
    }

    private void StampTaints(JsonObject value, JsonObject? before)
    {
        JsonObject[] known = [.. (before.Object("spec").Array("taints") ?? []).OfType<JsonObject>()];
        foreach (JsonObject taint in (value.Object("spec").Array("taints") ?? []).OfType<JsonObject>())
        {
            JsonObject? same = Array.Find(known, one =>
                one.Text("key") == taint.Text("key") && one.Text("value") == taint.Text("value") && one.Text("effect") == taint.Text("effect"));
            string? added = taint.Text("timeAdded");
            if (added is not null && added != same.Text("timeAdded"))
            {
                throw Refusal.Denied(Mutator, $"It is not allowed to set TimeAdded of Taint \"{taint.Text("key")}\".");
            }

            taint["timeAdded"] = same.Text("timeAdded")
                ?? Timestamp.Now(_time);
        }
    }
}
