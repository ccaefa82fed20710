namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Names that add-ons are known by.</summary>
internal static class AddOnNames
{
    /// <summary>The group, which also begins the annotations that a cluster passes on to its add-ons.</summary>
    public const string Group = "addon.open-cluster-management.io";

    /// <summary>On a work: the add-on it is of.</summary>
    public const string AddOnLabel = "open-cluster-management.io/addon-name";

    /// <summary>On a work: the namespace of its add-on, where that is another cluster's.</summary>
    public const string NamespaceLabel = "open-cluster-management.io/addon-namespace";

    /// <summary>On a work: which configurations it was made of, as JSON.</summary>
    public const string ConfigHashAnnotation = "open-cluster-management.io/config-spec-hash";

    /// <summary>On a manifest: it runs before the add-on goes. As finalizer: the add-on waits for that.</summary>
    public const string PreDelete = "addon.open-cluster-management.io/addon-pre-delete";

    /// <summary>On a manifest: it stays when the add-on goes.</summary>
    public const string DeletionOrphan = "addon.open-cluster-management.io/deletion-orphan";

    /// <summary>Where an agent lives unless somebody says otherwise.</summary>
    public const string DefaultNamespace = "open-cluster-management-agent-addon";

    /// <summary>Begins the names of works that bring an agent.</summary>
    public static string DeployPrefix(string addOn) => $"addon-{addOn}-deploy";

    /// <summary>Name of the work that runs before an add-on goes.</summary>
    public static string PreDeleteWork(string addOn) => $"addon-{addOn}-pre-delete";
}
