using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>What a template is filled with for one cluster.</summary>
internal sealed class TemplateValues
{
    private const string HubKubeconfig = "HUB_KUBECONFIG";
    private const string ClusterName = "CLUSTER_NAME";
    private const string InstallNamespaceName = "INSTALL_NAMESPACE";
    private const string ImageRegistries = "open-cluster-management.io/image-registries";

    private readonly Dictionary<string, string> _values = [];

    /// <param name="cluster">The cluster.</param>
    /// <param name="template">The template.</param>
    /// <param name="config">The AddOnDeploymentConfig, or null.</param>
    public TemplateValues(JsonObject cluster, JsonObject template, JsonObject? config)
    {
        List<string> preset = [];
        if (template.ArrayAt("spec", "registration") is not null)
        {
            _values[HubKubeconfig] = "/managed/hub-kubeconfig/kubeconfig";
            preset.Add(HubKubeconfig);
        }

        foreach (var variable in config.ObjectsAt("spec", "customizedVariables"))
        {
            _values[variable.TextAt("name") ?? ""] = variable.TextAt("value") ?? "";
        }

        // Nobody overrides where the agent is.
        _values[ClusterName] = cluster.Name();
        preset.Add(ClusterName);
        InstallNamespace = config.TextAt("spec", "agentInstallNamespace") ?? "";
        if (InstallNamespace.Length > 0)
        {
            _values[InstallNamespaceName] = InstallNamespace;
            preset.Add(InstallNamespaceName);
        }

        Preset = [.. preset.Select(name => KeyValuePair.Create(name, _values[name]))];
        Registries = config.ArrayAt("spec", "registries")?.OfType<JsonObject>().ToList() ?? RegistriesOf(cluster);
        NodePlacement = config.ObjectAt("spec", "nodePlacement");
        Proxy = config.ObjectAt("spec", "proxyConfig");
        ResourceRequirements = [.. config.ObjectsAt("spec", "resourceRequirements")];
    }

    /// <summary>Values by name.</summary>
    public IReadOnlyDictionary<string, string> All => _values;

    /// <summary>Values that every container gets as environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Preset { get; }

    /// <summary>The namespace that takes the place of the template's; empty for none.</summary>
    public string InstallNamespace { get; }

    /// <summary>Registries whose images come from elsewhere.</summary>
    public IReadOnlyList<JsonObject> Registries { get; }

    /// <summary>Where pods run, or null.</summary>
    public JsonObject? NodePlacement { get; }

    /// <summary>Proxies, or null.</summary>
    public JsonObject? Proxy { get; }

    /// <summary>What containers need and may use.</summary>
    public IReadOnlyList<JsonObject> ResourceRequirements { get; }

    private static IReadOnlyList<JsonObject> RegistriesOf(JsonObject cluster)
    {
        if (cluster.TextAt("metadata", "annotations", ImageRegistries) is not { Length: > 0 } text)
        {
            return [];
        }

        try
        {
            return [.. JsonText.Parse(Encoding.UTF8.GetBytes(text)).ObjectsAt("registries")];
        }
        catch (JsonSyntaxException error)
        {
            throw new AddOnRenderException(error.Message);
        }
    }
}
