using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>OCM's webhook for works.</summary>
internal sealed class ManifestWorkAdmission : IAdmission
{
    private const string Validator = "manifestworkvalidators.admission.work.open-cluster-management.io";

    public void Mutate(AdmissionRequest request)
    {
        // There is no mutating webhook for works.
    }

    public void Validate(AdmissionRequest request)
    {
        JsonArray manifests = request.Value.Object("spec").Object("workload").Array("manifests") ?? [];
        if (manifests.Count == 0)
        {
            throw Refusal.Denied(Validator, "manifests should not be empty");
        }

        RequireSize(manifests);
        var seen = new HashSet<(string?, string?, string?, string?)>();
        foreach (JsonObject? manifest in manifests.Select(manifest => manifest as JsonObject))
        {
            RequireSingle(manifest, seen);
        }

        JsonObject? executor = request.Value.Object("spec").Object("executor");
        bool isNews = request.Before is null || !JsonText.Same(request.Before.Object("spec").Object("executor"), executor);
        if (executor is not null && isNews)
        {
            RequireExecutor(request, executor);
        }
    }

    private static void RequireSize(JsonArray manifests)
    {
        int size = manifests.Sum(manifest => ManifestSize.Of(JsonText.Sorted(manifest)));
        if (size > ManifestSize.Limit)
        {
            throw Refusal.Denied(
                Validator, FormattableString.Invariant($"the size of manifests is {size} bytes which exceeds the {ManifestSize.Limit} limit"));
        }
    }

    private static void RequireSingle(JsonObject? manifest, HashSet<(string?, string?, string?, string?)> seen)
    {
        JsonObject? metadata = manifest.Object("metadata");
        string? name = metadata.Text("name");
        if (name is null or "")
        {
            throw Refusal.Denied(Validator, "name must be set in manifest");
        }

        if (metadata.Text("generateName") is { Length: > 0 })
        {
            throw Refusal.Denied(Validator, "generateName must not be set in manifest");
        }

        string? version = manifest.Text("apiVersion");
        string? kind = manifest.Text("kind");
        string @namespace = metadata.Text("namespace") ?? string.Empty;
        if (!seen.Add((version, kind, @namespace, name)))
        {
            throw Refusal.Denied(Validator, $"duplicate manifest for resource {@namespace}/{name} with resource type {version}.{kind}");
        }
    }

    /// <summary>Whoever lets a work act as a service account must have the right to.</summary>
    private static void RequireExecutor(AdmissionRequest request, JsonObject executor)
    {
        JsonObject? subject = executor.Object("subject");
        JsonObject? account = subject.Object("serviceAccount");
        if (account is null)
        {
            throw Refusal.Denied(Validator, "executor service account can not be nil");
        }

        string name = account.Text("name") ?? string.Empty;
        string home = account.Text("namespace") ?? string.Empty;
        string cluster = request.Value.Metadata().Text("namespace") ?? string.Empty;
        var executeAs = new RequestAttributes("execute-as", string.Empty)
        {
            Group = OcmTypes.ManifestWork.Group,
            Resource = OcmTypes.ManifestWork.Plural,
            Namespace = cluster,
            Name = $"system:serviceaccount:{home}:{name}",
        };
        if (!request.Authorizer.Allows(request.User, executeAs))
        {
            throw Refusal.Denied(
                Validator, $"user {request.User.User} cannot manipulate the Manifestwork with executor {home}/{name} in namespace {cluster}");
        }
    }
}
