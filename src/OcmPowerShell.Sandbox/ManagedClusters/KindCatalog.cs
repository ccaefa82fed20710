using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>Which kinds a managed cluster serves: the built-in ones, and those of the CustomResourceDefinitions applied to it.</summary>
internal sealed class KindCatalog(IResourceClient cluster)
{
    private static readonly ResourceType Definition = KubernetesTypes.CustomResourceDefinition;

    private static readonly Dictionary<(string Group, string Version, string Kind), ResourceType> BuiltIn =
        ManagedClusterResources.All.Select(definition => definition.Type).ToDictionary(type => (type.Group, type.Version, type.Kind));

    private static readonly Dictionary<(string Group, string Version, string Plural), ResourceType> BuiltInByPlural =
        ManagedClusterResources.All.Select(definition => definition.Type).ToDictionary(type => (type.Group, type.Version, type.Plural));

    /// <summary>The kind, or null where the cluster does not serve it.</summary>
    public ResourceType? Find(string group, string version, string kind) =>
        BuiltIn.GetValueOrDefault((group, version, kind))
        ?? Defined(group, version).FirstOrDefault(type => type.Kind == kind);

    /// <summary>The kind by its name in URLs, or null where the cluster does not serve it.</summary>
    public ResourceType? FindByPlural(string group, string version, string plural) =>
        BuiltInByPlural.GetValueOrDefault((group, version, plural))
        ?? Defined(group, version).FirstOrDefault(type => type.Plural == plural);

    private IEnumerable<ResourceType> Defined(string group, string version) =>
        cluster.List(Definition)
            .Where(definition => definition.TextAt("spec", "group") == group && !definition.IsDeleting())
            .Select(definition => TypeOf(definition, group, version))
            .OfType<ResourceType>();

    private static ResourceType? TypeOf(JsonObject definition, string group, string version)
    {
        var served = definition.ObjectsAt("spec", "versions")
            .FirstOrDefault(item => item.TextAt("name") == version && item.BooleanAt("served") == true);
        if (served is null
            || definition.TextAt("spec", "names", "kind") is not { } kind
            || definition.TextAt("spec", "names", "plural") is not { } plural)
        {
            return null;
        }

        return new ResourceType(group, version, kind, plural, definition.TextAt("spec", "scope") == "Namespaced")
        {
            HasStatus = served.ObjectAt("subresources", "status") is not null,
        };
    }
}
