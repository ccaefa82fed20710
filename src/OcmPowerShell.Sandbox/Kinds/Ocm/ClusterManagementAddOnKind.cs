using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ClusterManagementAddOn of addon.open-cluster-management.io: v1alpha1, which is stored, and v1beta1.</summary>
internal static class ClusterManagementAddOnKind
{
    private const string Description = "An add-on that the hub offers to its clusters.";

    private static readonly PrinterColumn DisplayName = new("DISPLAY NAME", "string", ".spec.addOnMeta.displayName");

    private static readonly SchemaNode Alpha = OcmShapes.Root(
        Description,
        ("spec*", Object(
            "What the add-on is, and where it is installed.",
            ("addOnMeta", AddOnShapes.Meta),
            ("addOnConfiguration", AddOnShapes.Coordinates),
            ("supportedConfigs", ListByKey(
                "The kinds that may configure the add-on.",
                Object(
                    "A kind.",
                    [.. AddOnShapes.ConfigKind, ("defaultConfig", Object("The configuration that holds where nothing else is said.", AddOnShapes.ConfigName))]),
                "group",
                "resource")),
            ("installStrategy", AddOnShapes.InstallStrategy))),
        ("status", Object(
            "What became of it.",
            ("defaultconfigReferences", AddOnShapes.DefaultConfigReferences),
            ("installProgressions", AddOnShapes.InstallProgressions))));

    private static readonly SchemaNode Beta = OcmShapes.Root(
        Description,
        ("spec*", Object(
            "What the add-on is, and where it is installed.",
            ("addOnMeta", AddOnShapes.Meta),
            ("defaultConfigs", ListByKey(
                "The kinds that may configure the add-on, and the configurations that hold where nothing else is said.",
                AddOnShapes.Config,
                "group",
                "resource")),
            ("installStrategy", AddOnShapes.InstallStrategy))),
        ("status", Object(
            "What became of it.",
            ("defaultConfigReferences", AddOnShapes.DefaultConfigReferences),
            ("installProgressions", AddOnShapes.InstallProgressions))));

    /// <summary>How each of its versions is served.</summary>
    public static IReadOnlyList<ResourceDefinition> Definitions { get; } = Versions();

    private static ResourceDefinition[] Versions()
    {
        var alpha = new ResourceDefinition
        {
            Type = OcmTypes.ClusterManagementAddOn,
            Schema = Alpha,
            Columns = [DisplayName, new("CRD NAME", "string", ".spec.addOnConfiguration.crdName")],
        };
        return
        [
            alpha,
            alpha with
            {
                Type = alpha.Type with { Version = "v1beta1" },
                Schema = Beta,
                Columns = [DisplayName],
                Storage = alpha,
                Conversion = new ClusterManagementAddOnConversion(),
            },
        ];
    }
}
