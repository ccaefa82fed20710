using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>OCM's webhooks for managed clusters.</summary>
internal sealed class ManagedClusterAdmission : IAdmission
{
    private const string ClusterSetLabel = "cluster.open-cluster-management.io/clusterset";
    private const string DefaultSet = "default";
    private const string Mutator = "managedclustermutators.admission.cluster.open-cluster-management.io";
    private const string Validator = "managedclustervalidators.admission.cluster.open-cluster-management.io";
    private const int LongestName = 63;

    private static readonly Regex NamespaceName = new(OcmShapes.DnsLabel, RegexOptions.NonBacktracking);

    private readonly TimeProvider _time;

    public ManagedClusterAdmission(TimeProvider time)
    {
        _time = time;
    }

    public void Mutate(AdmissionRequest request)
    {
        StampTaints(request.Value, request.Before);
        BelongToASet(request.Value);
    }

    public void Validate(AdmissionRequest request)
    {
        RequireUsableAddress(request.Value);
        if (IsAccepted(request.Value) && !IsAccepted(request.Before))
        {
            RequireAcceptable(request);
        }

        string before = SetOf(request.Before);
        string after = SetOf(request.Value);
        if (before != after)
        {
            RequireJoin(request, before);
            RequireJoin(request, after);
        }
    }

    private static bool IsAccepted(JsonObject? value) =>
        value.Object("spec")?["hubAcceptsClient"] is JsonValue flag && flag.TryGetValue(out bool accepted) && accepted;

    private static string SetOf(JsonObject? value) => value.Object("metadata").Object("labels").Text(ClusterSetLabel) ?? string.Empty;

    /// <summary>A cluster always belongs to a set; the one it falls back to is <c>default</c>.</summary>
    private static void BelongToASet(JsonObject value)
    {
        if (SetOf(value).Length > 0)
        {
            return;
        }

        JsonObject metadata = value.Metadata();
        if (metadata["labels"] is not JsonObject labels)
        {
            labels = [];
            metadata["labels"] = labels;
        }

        labels[ClusterSetLabel] = DefaultSet;
    }

    /// <summary>As the real one, which looks at the name too but only says so of clusters that tell an address.</summary>
    private static void RequireUsableAddress(JsonObject value)
    {
        JsonObject[] configs = [.. (value.Object("spec").Array("managedClusterClientConfigs") ?? []).OfType<JsonObject>()];
        if (configs.Length == 0)
        {
            return;
        }

        string name = value.Metadata().Text("name") ?? string.Empty;
        string[] nameErrors =
        [
            .. name.Length > LongestName ? ["must be no more than 63 bytes"] : Array.Empty<string>(),
            .. NamespaceName.IsMatch(name) ? [] : new[] { ObjectMetaRules.LabelRule },
        ];
        string[] errors =
        [
            .. nameErrors.Length > 0 ? [$"metadata.name format is not correct: {string.Join(',', nameErrors)}"] : Array.Empty<string>(),
            .. configs.Select(config => config.Text("url") ?? string.Empty)
                .Where(url => !IsHttps(url))
                .Select(url => $"url {JsonValue.Create(url).ToJsonString()} is invalid in client configs"),
        ];
        if (errors.Length > 0)
        {
            throw Refusal.Denied(Validator, string.Join('\n', errors));
        }
    }

    private static bool IsHttps(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.Scheme == Uri.UriSchemeHttps;

    private static void RequireAcceptable(AdmissionRequest request)
    {
        string name = request.Value.Metadata().Text("name") ?? string.Empty;
        JsonObject? home = request.Find(KubernetesTypes.Namespace, null, name);
        if (home.Object("status").Text("phase") == "Terminating")
        {
            throw Refusal.DeniedAsForbidden(Validator, OcmTypes.ManagedCluster, "accept", name, $"cluster namespace \"{name}\" is terminating");
        }

        var accept = new RequestAttributes("update", string.Empty)
        {
            Group = "register.open-cluster-management.io",
            Resource = OcmTypes.ManagedCluster.Plural,
            Subresource = "accept",
            Name = name,
        };
        if (!request.Authorizer.Allows(request.User, accept))
        {
            throw Refusal.DeniedAsForbidden(
                Validator, OcmTypes.ManagedCluster, "accept", name, $"user \"{request.User.User}\" cannot update the HubAcceptsClient field");
        }
    }

    private static void RequireJoin(AdmissionRequest request, string set)
    {
        var join = new RequestAttributes("create", string.Empty)
        {
            Group = OcmTypes.ManagedClusterSet.Group,
            Resource = OcmTypes.ManagedClusterSet.Plural,
            Subresource = "join",
            Name = set,
        };
        if (set.Length > 0 && !request.Authorizer.Allows(request.User, join))
        {
            throw Refusal.DeniedAsForbidden(
                Validator,
                OcmTypes.ManagedClusterSet,
                "join",
                set,
                $"user \"{request.User.User}\" cannot add/remove a ManagedCluster to/from ManagedClusterSet \"{set}\"");
        }
    }

    /// <summary>
    /// A taint is known by its key. On create whatever time a client sets is written over; later a time that is not the
    /// stored one is refused, and a taint that changes gets a new one.
    /// </summary>
    private void StampTaints(JsonObject value, JsonObject? before)
    {
        JsonObject[] known = [.. (before.Object("spec").Array("taints") ?? []).OfType<JsonObject>()];
        var refused = new List<string>();
        foreach (JsonObject taint in (value.Object("spec").Array("taints") ?? []).OfType<JsonObject>())
        {
            string? said = taint.Text("timeAdded");
            JsonObject? same = Array.Find(known, one => one.Text("key") == taint.Text("key"));
            bool isUnchanged = same is not null && same.Text("value") == taint.Text("value") && same.Text("effect") == taint.Text("effect");
            if (before is null || (said is null && !isUnchanged))
            {
                taint["timeAdded"] = Timestamp.Now(_time);
            }
            else if (said != (isUnchanged ? same.Text("timeAdded") : null))
            {
                refused.Add(taint.Text("key") ?? string.Empty);
            }
        }

        if (refused.Count > 0)
        {
            throw Refusal.Denied(Mutator, $"It is not allowed to set TimeAdded of Taint \"{string.Join(',', refused)}\".");
        }
    }
}
