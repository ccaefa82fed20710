using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>A reference to an object that configures an add-on.</summary>
/// <param name="Group">Its API group.</param>
/// <param name="Resource">Its name in URLs.</param>
/// <param name="Namespace">Its namespace; empty for a cluster-scoped kind.</param>
/// <param name="Name">Its name.</param>
internal sealed record AddOnConfig(string Group, string Resource, string Namespace, string Name)
{
    /// <summary>The hash of what it says; empty where nobody has looked.</summary>
    public string SpecHash { get; init; } = "";

    /// <summary>The kind alone.</summary>
    public (string Group, string Resource) Type => (Group, Resource);

    /// <summary>How a work's annotation names it.</summary>
    public string Key => Group.Length == 0 ? $"{Resource}/{Namespace}/{Name}" : $"{Resource}.{Group}/{Namespace}/{Name}";

    /// <summary>Reads a reference: who is meant stands beside its kind.</summary>
    public static AddOnConfig From(JsonObject reference) => From(reference, reference);

    /// <summary>Reads a reference: who is meant stands in an object of its own.</summary>
    public static AddOnConfig From(JsonObject type, JsonObject? referent) => new(
        type.TextAt("group") ?? "", type.TextAt("resource") ?? "", referent.TextAt("namespace") ?? "", referent.TextAt("name") ?? "")
    {
        SpecHash = referent.TextAt("specHash") ?? "",
    };

    /// <summary>The defaults of an add-on, without kinds that have none.</summary>
    public static IEnumerable<AddOnConfig> DefaultsOf(JsonObject managementAddOn) =>
        managementAddOn.ObjectsAt("spec", "supportedConfigs")
            .Select(config => From(config, config.ObjectAt("defaultConfig")))
            .Where(config => config.Name.Length > 0);

    /// <summary>What is wanted by a status: <c>configReferences[].desiredConfig</c> and its like.</summary>
    public static IEnumerable<AddOnConfig> DesiredIn(IEnumerable<JsonObject> references) =>
        references.Select(reference => From(reference, reference.ObjectAt("desiredConfig"))).Where(config => config.Name.Length > 0);

    /// <summary>
    /// Lets configurations take the place of all of their kinds.
    /// </summary>
    public static IReadOnlyList<AddOnConfig> Override(IEnumerable<AddOnConfig> configs, IEnumerable<AddOnConfig> by)
    {
        var stronger = by.DistinctBy(config => config with { SpecHash = "" }).ToList();
        var types = stronger.Select(config => config.Type).ToHashSet();
        return [.. configs.Where(config => !types.Contains(config.Type)), .. stronger];
    }

    /// <summary>In the order of their kinds.</summary>
    public static IEnumerable<AddOnConfig> Ordered(IEnumerable<AddOnConfig> configs) =>
        configs.OrderBy(config => config.Group, StringComparer.Ordinal).ThenBy(config => config.Resource, StringComparer.Ordinal);

    /// <summary>Whether both mean the same object, whatever it says.</summary>
    public bool IsSameObject(AddOnConfig other) => this with { SpecHash = "" } == other with { SpecHash = "" };

    /// <summary>The same with the hash that one of these has for it.</summary>
    public AddOnConfig WithHashOf(IEnumerable<AddOnConfig> known) =>
        this with { SpecHash = known.FirstOrDefault(IsSameObject)?.SpecHash ?? SpecHash };

    /// <summary>The object with its hash, as <c>desiredConfig</c> holds it.</summary>
    public JsonObject ToReferent()
    {
        var referent = new JsonObject { ["name"] = Name };
        if (Namespace.Length > 0)
        {
            referent["namespace"] = Namespace;
        }

        if (SpecHash.Length > 0)
        {
            referent["specHash"] = SpecHash;
        }

        return referent;
    }
}
