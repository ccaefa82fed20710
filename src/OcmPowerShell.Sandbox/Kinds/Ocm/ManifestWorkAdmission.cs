using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;

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

        byte[][] texts = [.. manifests.Select(JsonText.Sorted)];
        int size = texts.Sum(text => ManifestSize.Of(text));
        if (size > ManifestSize.Limit)
        {
            throw Refusal.Denied(
                Validator, FormattableString.Invariant($"the size of manifests is {size} bytes which exceeds the {ManifestSize.Limit} limit"));
        }

        foreach (JsonNode? manifest in manifests)
        {
            JsonObject? metadata = (manifest as JsonObject).Object("metadata");
            if (metadata.Text("name") is null or "")
            {
                throw Refusal.Denied(Validator, "name must be set in manifest");
            }

            if (metadata.Text("generateName") is { Length: > 0 })
            {
                throw Refusal.Denied(Validator, "generateName must not be set in manifest");
            }
        }
    }
}
