using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>
/// v1beta1 of ManagedClusterAddOn keeps the install namespace in an annotation, and says of each registration whether it is
/// for the hub's API or for another signer.
/// </summary>
internal sealed class ManagedClusterAddOnConversion : IVersionConversion
{
    private const string InstallNamespace = "addon.open-cluster-management.io/v1alpha1-install-namespace";
    private const string KubeClientSigner = "kubernetes.io/kube-apiserver-client";

    public void FromStored(JsonObject value)
    {
        if (value.Object("spec") is JsonObject spec)
        {
            if (spec.Text("installNamespace") is { Length: > 0 } installed)
            {
                JsonObject metadata = value.Metadata();
                JsonObject annotations = metadata["annotations"] as JsonObject ?? [];
                annotations[InstallNamespace] = installed;
                metadata["annotations"] ??= annotations;
            }

            spec.Remove("installNamespace");
        }

        if (value.Object("status") is not JsonObject status)
        {
            return;
        }

        string? driver = status.Text("kubeClientDriver");
        status.Remove("kubeClientDriver");
        status.Remove("addOnConfiguration");

        // The one member that the newer type always writes.
        status["addOnMeta"] ??= new JsonObject();
        status.Replace("configReferences", "configReferences", WithoutName);
        status.Replace("registrations", "registrations", registration => AsUnion(registration, driver));
    }

    public void ToStored(JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        if (metadata.Object("annotations") is JsonObject annotations && annotations.Text(InstallNamespace) is string installed)
        {
            annotations.Remove(InstallNamespace);
            if (annotations.Count == 0)
            {
                metadata.Remove("annotations");
            }

            if (value.Object("spec") is JsonObject spec)
            {
                spec["installNamespace"] = installed;
            }
        }

        if (value.Object("status") is not JsonObject status)
        {
            return;
        }

        string? driver = (status.Array("registrations") ?? []).OfType<JsonObject>()
            .Select(registration => registration.Object("kubeClient").Text("driver"))
            .FirstOrDefault(one => one is not null);
        status.SetOrRemove("kubeClientDriver", driver);
        status.Replace("configReferences", "configReferences", WithName);
        status.Replace("registrations", "registrations", AsFlat);
    }

    private static void WithoutName(JsonObject reference)
    {
        reference.Remove("name");
        reference.Remove("namespace");
    }

    private static void WithName(JsonObject reference)
    {
        JsonObject? desired = reference.Object("desiredConfig");
        reference["name"] = desired.Text("name") ?? string.Empty;
        reference.SetOrRemove("namespace", desired?["namespace"]);
    }

    private static void AsUnion(JsonObject registration, string? driver)
    {
        string? signer = registration.Text("signerName");
        JsonObject subject = (JsonObject?)registration.Object("subject")?.DeepClone() ?? [];
        registration.Clear();
        if (signer == KubeClientSigner)
        {
            subject.Remove("organizationUnit");
            registration["type"] = "kubeClient";
            var client = new JsonObject { ["subject"] = subject };
            client.SetOrRemove("driver", driver);
            registration["kubeClient"] = client;
            return;
        }

        subject.Replace("organizationUnit", "organizationUnits");
        registration["type"] = "customSigner";
        registration["customSigner"] = new JsonObject { ["signerName"] = signer, ["subject"] = subject };
    }

    private static void AsFlat(JsonObject registration)
    {
        bool isKubeClient = registration.Text("type") == "kubeClient";
        JsonObject? union = registration.Object(isKubeClient ? "kubeClient" : "customSigner");
        string signer = isKubeClient ? KubeClientSigner : union.Text("signerName") ?? string.Empty;
        JsonObject subject = (JsonObject?)union.Object("subject")?.DeepClone() ?? [];
        subject.Replace("organizationUnits", "organizationUnit");
        registration.Clear();
        registration["signerName"] = signer;
        registration["subject"] = subject;
    }
}
