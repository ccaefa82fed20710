using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Makes the manifests of an add-on for one cluster from its template.</summary>
internal static class AddOnManifests
{
    /// <summary>The manifests.</summary>
    /// <param name="addOn">The add-on's name.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="template">The template.</param>
    /// <param name="config">The AddOnDeploymentConfig, or null.</param>
    /// <exception cref="AddOnRenderException">One of them cannot be made.</exception>
    public static IReadOnlyList<JsonObject> Render(string addOn, JsonObject cluster, JsonObject template, JsonObject? config)
    {
        var values = new TemplateValues(cluster, template, config);
        var decoration = new PodDecoration(addOn, template, values);
        List<JsonObject> manifests = [];
        foreach (var raw in template.ObjectsAt("spec", "agentSpec", "workload", "manifests"))
        {
            var manifest = TemplateText.Fill(raw, values.All);
            if (AddOnWorkload.WatchedResource(manifest) is { } resource)
            {
                decoration.Decorate(manifest, resource);
            }

            manifests.Add(manifest);
        }

        if (decoration.ProxyAuthorities() is { } authorities)
        {
            manifests.Add(authorities);
        }

        if (values.InstallNamespace.Length > 0)
        {
            manifests.ForEach(manifest => Move(manifest, values.InstallNamespace));
        }

        return manifests;
    }

    /// <summary>Puts a manifest into another namespace, and what it says of the agent's namespace with it.</summary>
    private static void Move(JsonObject manifest, string @namespace)
    {
        if (manifest.Namespace().Length > 0)
        {
            manifest.Child("metadata")["namespace"] = @namespace;
        }

        switch (manifest.TextAt("kind"))
        {
            case "Namespace":
                manifest.Child("metadata")["name"] = @namespace;
                break;
            case "RoleBinding" or "ClusterRoleBinding":
                foreach (var subject in manifest.ObjectsAt("subjects"))
                {
                    subject["namespace"] = @namespace;
                }

                break;
        }
    }
}
