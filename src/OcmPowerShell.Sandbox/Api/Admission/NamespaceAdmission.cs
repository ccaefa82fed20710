using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Admission;

/// <summary>What the API server itself adds to a namespace.</summary>
internal sealed class NamespaceAdmission : IAdmission
{
    /// <summary>The label that lets selectors choose a namespace by name.</summary>
    public const string NameLabel = "kubernetes.io/metadata.name";

    public void Mutate(AdmissionRequest request)
    {
        JsonObject metadata = request.Value.Metadata();
        if (metadata["labels"] is not JsonObject labels)
        {
            labels = [];
            metadata["labels"] = labels;
        }

        labels[NameLabel] = metadata.Text("name");
        if (request.Before is not null)
        {
            // Only /finalize changes what is left.
            request.Value.SetOrRemove("spec", request.Before["spec"]);
            return;
        }

        request.Value["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        request.Value["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public void Validate(AdmissionRequest request)
    {
        // Its schema says all there is to say.
    }
}
