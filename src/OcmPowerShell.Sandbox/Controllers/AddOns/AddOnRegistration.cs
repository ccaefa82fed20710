using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>
/// Says what an add-on made from a template supports, as whom its agent will come to the hub and where it will live; and
/// looks at the configurations it refers to.
/// </summary>
internal sealed class AddOnRegistration(IResourceClient hub, AddOnConfigs configs, TimeProvider time)
{
    public void Reconcile(string cluster, string name) => hub.ChangeStatus(OcmTypes.ManagedClusterAddOn, cluster, name, Write);

    private void Write(JsonObject addOn)
    {
        Observe(addOn);
        if (configs.TemplateOf(addOn) is not { } template || !AddOnOwner.IsOwned(addOn))
        {
            return;
        }

        string @namespace;
        try
        {
            @namespace = NamespaceOf(addOn, template);
        }
        catch (AddOnRenderException)
        {
            // The configuration is on its way; it wakes this up again.
            return;
        }

        var status = addOn.Child("status");
        status["namespace"] = @namespace;
        status["supportedConfigs"] = new JsonArray(
            [.. AddOnConfigs.Kinds.Select(kind => new JsonObject { ["group"] = kind.Group, ["resource"] = kind.Plural })]);
        if (RegistrationsOf(addOn, template) is { Count: > 0 } registrations)
        {
            status["registrations"] = registrations;
        }
        else
        {
            status.Remove("registrations");
        }

        ConditionList.Set(status.List("conditions"),
            new("RegistrationApplied", Condition.True, "SetPermissionApplied", "Registration of the addon agent is configured"), time.GetUtcNow());
    }

    /// <summary>Notes the generation of each configuration, and the hash of those that the add-on itself asks for.</summary>
    private void Observe(JsonObject addOn)
    {
        var own = addOn.ObjectsAt("spec", "configs").Select(AddOnConfig.From).ToList();
        foreach (var reference in addOn.ObjectsAt("status", "configReferences"))
        {
            var config = AddOnConfig.From(reference, reference.ObjectAt("desiredConfig"));
            if (configs.Find(config) is not { } value)
            {
                continue;
            }

            reference["lastObservedGeneration"] = value.Generation();
            if (own.Any(config.IsSameObject))
            {
                reference["desiredConfig"] = configs.Hashed(config).ToReferent();
            }
        }
    }

    private string NamespaceOf(JsonObject addOn, JsonObject template)
    {
        var manifests = template.ObjectsAt("spec", "agentSpec", "workload", "manifests").ToList();
        return configs.DeploymentConfigOf(addOn).TextAt("spec", "agentInstallNamespace") is { Length: > 0 } wanted
            ? wanted
            : manifests.FirstOrDefault(AddOnWorkload.IsDeployment) is { } deployment && deployment.Namespace().Length > 0
                ? deployment.Namespace()
                : manifests.FirstOrDefault(AddOnWorkload.IsDaemonSet) is { } daemonSet && daemonSet.Namespace().Length > 0
                    ? daemonSet.Namespace()
                    : AddOnNames.DefaultNamespace;
    }

    private static JsonArray RegistrationsOf(JsonObject addOn, JsonObject template)
    {
        var (cluster, name) = (addOn.Namespace(), addOn.Name());
        JsonObject Subject() => new()
        {
            ["groups"] = new JsonArray(
                $"system:open-cluster-management:cluster:{cluster}:addon:{name}", $"system:open-cluster-management:addon:{name}"),
            ["user"] = $"system:open-cluster-management:cluster:{cluster}:addon:{name}:agent:{name}-agent",
        };
        JsonArray registrations = [];
        foreach (var registration in template.ObjectsAt("spec", "registration"))
        {
            var custom = registration.ObjectAt("customSigner");
            var signer = registration.TextAt("type") switch
            {
                "KubeClient" => "kubernetes.io/kube-apiserver-client",
                "CustomSigner" => custom.TextAt("signerName"),
                _ => null,
            };
            if (signer is not null)
            {
                var subject = registration.TextAt("type") == "CustomSigner" ? custom.ObjectAt("subject")?.Copy() : null;
                registrations.Add(new JsonObject { ["signerName"] = signer, ["subject"] = subject ?? Subject() });
            }
        }

        return registrations;
    }
}
