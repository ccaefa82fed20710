using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>The configurations on the hub, of the two kinds that add-ons made from a template take.</summary>
internal sealed class AddOnConfigs(IResourceClient hub)
{
    /// <summary>The kinds, in the order in which an add-on says that it supports them.</summary>
    public static readonly IReadOnlyList<ResourceType> Kinds = [OcmTypes.AddOnDeploymentConfig, OcmTypes.AddOnTemplate];

    /// <summary>What identifies the contents of an object: all members but those that every object has.</summary>
    public static string HashOf(JsonObject config)
    {
        var contents = new JsonObject(config.Where(member => member.Key is not ("apiVersion" or "kind" or "metadata" or "status"))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        // Go's encoder escapes what could end a script.
        var text = Encoding.UTF8.GetString(JsonText.Sorted(contents)).Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
    }

    /// <summary>Whether an add-on is made from a template: then this hub runs its controllers.</summary>
    public static bool IsTemplateBased(JsonObject? managementAddOn) =>
        managementAddOn is not null && AddOnConfig.DefaultsOf(managementAddOn).Any(config => IsOf(config, OcmTypes.AddOnTemplate));

    /// <summary>Whether a reference is to an object of a kind.</summary>
    public static bool IsOf(AddOnConfig config, ResourceType type) => config.Type == (type.Group, type.Plural);

    /// <summary>The object, or null where it is missing or of another kind.</summary>
    public JsonObject? Find(AddOnConfig config)
    {
        var type = Kinds.FirstOrDefault(kind => IsOf(config, kind));
        return type is null || type.Namespaced != config.Namespace.Length > 0
            ? null
            : hub.Get(type, type.Namespaced ? config.Namespace : null, config.Name);
    }

    /// <summary>A reference with the hash of what its object says now; without one where it is missing.</summary>
    public AddOnConfig Hashed(AddOnConfig config) =>
        Kinds.Any(kind => IsOf(config, kind)) ? config with { SpecHash = Find(config) is { } value ? HashOf(value) : "" } : config;

    /// <summary>The template that a ManagedClusterAddOn is to be made from; null while it is not known or not there.</summary>
    public JsonObject? TemplateOf(JsonObject addOn) =>
        DesiredOf(addOn, OcmTypes.AddOnTemplate) is { SpecHash.Length: > 0 } config ? Find(config) : null;

    /// <summary>The deployment configuration of a ManagedClusterAddOn, or null where none is wanted.</summary>
    /// <exception cref="AddOnRenderException">One is wanted that is not there.</exception>
    public JsonObject? DeploymentConfigOf(JsonObject addOn) => DesiredOf(addOn, OcmTypes.AddOnDeploymentConfig) switch
    {
        null => null,
        { SpecHash: "" } => throw new AddOnRenderException($"addon {addOn.Name()} deployment config desired spec hash is empty"),
        var config => Find(config)
            ?? throw new AddOnRenderException($"addondeploymentconfigs.addon.open-cluster-management.io \"{config.Name}\" not found"),
    };

    private static AddOnConfig? DesiredOf(JsonObject addOn, ResourceType type) =>
        AddOnConfig.DesiredIn(addOn.ObjectsAt("status", "configReferences")).FirstOrDefault(config => IsOf(config, type));
}
