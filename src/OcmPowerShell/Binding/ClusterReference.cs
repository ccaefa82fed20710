using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names a managed cluster: made from its name, a cluster object or its copy, a row with its name, or kubectl's object.</summary>
[TypeConverter(typeof(Converter))]
public sealed class ClusterReference
{
    private ClusterReference(string name, string? hub, object source) => (Name, Hub, Source) = (name, hub, source);

    /// <summary>The cluster's name.</summary>
    public string Name { get; }

    /// <summary>The hub that it came from; null when that is not known.</summary>
    public string? Hub { get; }

    /// <summary>What the user passed.</summary>
    internal object Source { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ClusterReference? From(object source)
    {
        var shape = new ObjectShape(source);
        string? hub = shape.Text("Hub");
        if (PSObject.AsPSObject(source).BaseObject is string text)
        {
            return new ClusterReference(text.Trim(), null, source);
        }

        if (shape.IsOrWas(typeof(Cluster)) || (shape.Has("Accepted") && shape.Has("Joined")))
        {
            return shape.Text("Name") is { } name ? new ClusterReference(name, hub, source) : null;
        }

        if (shape.Text("kind") == "ManagedCluster" && shape.Has("metadata"))
        {
            return shape.Inner("metadata").Text("name") is { } name ? new ClusterReference(name, null, source) : null;
        }

        // A row of one's own, from a CSV file say. Rows of works and manifests have a Cluster too, and mean another thing.
        bool lesser = shape.Has("ManifestCount") || shape.Has("ResourceName") || shape.Has("Work") || shape.Has("kind");
        return !lesser && shape.Text("Cluster") is { } cluster ? new ClusterReference(cluster, hub, source) : null;
    }

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<ClusterReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a managed cluster: pass its name, an object of Get-OcmCluster, or a row with a column Cluster";

        /// <inheritdoc/>
        protected override ClusterReference? TryConvert(object source) => From(source);
    }
}
