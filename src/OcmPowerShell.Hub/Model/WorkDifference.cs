namespace OcmPowerShell.Hub.Model;

/// <summary>One way in which a cluster's work differs from files, or from another cluster's work.</summary>
public sealed class WorkDifference
{
    /// <summary>The hub it was read from: server and context.</summary>
    public string Hub { get; set; } = "";

    /// <summary>The managed cluster.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>The work's name.</summary>
    public string Work { get; set; } = "";

    /// <summary>The manifest: kind, namespace and name, as in <c>Deployment shop/web</c>. Empty for the work as a whole.</summary>
    public string Manifest { get; set; } = "";

    /// <summary>The manifest's API group; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary>The manifest's kind.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The manifest's <c>metadata.name</c>.</summary>
    public string ResourceName { get; set; } = "";

    /// <summary>The manifest's <c>metadata.namespace</c>; empty where it names none.</summary>
    public string ResourceNamespace { get; set; } = "";

    /// <summary>
    /// The field, as in <c>spec.template.spec.containers[name=web].image</c>. Empty for a manifest as a whole.
    /// A field that ends in <c>[*].name</c> tells the order of a list's elements.
    /// </summary>
    public string Field { get; set; } = "";

    /// <summary>What is different.</summary>
    public DifferenceKind Change { get; set; }

    /// <summary>The value on the hub: text, long, double or bool; objects and lists as compact JSON. Null where there is none.</summary>
    public object? HubValue { get; set; }

    /// <summary>The value in the files, or in the reference cluster's work; of the same types.</summary>
    public object? FileValue { get; set; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', new[] { $"{Cluster}/{Work}", Change.ToString(), Manifest, Field }.Where(part => part.Length > 0));
}
