using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>
/// v1beta1 of ClusterManagementAddOn names the default of each kind of configuration in one list, and a kind without one by
/// a name that nothing can have.
/// </summary>
internal sealed class ClusterManagementAddOnConversion : IVersionConversion
{
    private const string NoDefault = "__reserved_no_default__";

    public void FromStored(JsonObject value)
    {
        if (value.Object("spec") is JsonObject spec)
        {
            spec.Remove("addOnConfiguration");
            spec.Replace("supportedConfigs", "defaultConfigs", WithName);
        }

        value.Object("status")?.Replace("defaultconfigReferences", "defaultConfigReferences");
    }

    public void ToStored(JsonObject value)
    {
        value.Object("spec")?.Replace("defaultConfigs", "supportedConfigs", WithDefault);
        value.Object("status")?.Replace("defaultConfigReferences", "defaultconfigReferences");
    }

    private static void WithName(JsonObject config)
    {
        JsonObject? named = config.Object("defaultConfig");
        config.Remove("defaultConfig");
        config["name"] = named.Text("name") ?? NoDefault;
        config.SetOrRemove("namespace", named?["namespace"]);
    }

    private static void WithDefault(JsonObject config)
    {
        JsonNode? @namespace = config["namespace"]?.DeepClone();
        string? name = config.Text("name");
        config.Remove("namespace");
        config.Remove("name");
        if (name is not (null or "" or NoDefault))
        {
            var named = new JsonObject { ["name"] = name };
            named.SetOrRemove("namespace", @namespace);
            config["defaultConfig"] = named;
        }
    }
}
