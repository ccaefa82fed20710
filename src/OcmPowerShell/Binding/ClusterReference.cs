using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names a managed cluster: made from its name, a cluster object or its copy, a row with its name, or kubectl's object.</summary>
[TypeConverter(typeof(Converter))]
public sealed class ClusterReference : ObjectReference
{
    private ClusterReference(string name, string? uid, string? hub, object source)
        : base(new ObjectKey("", name), uid, hub, source)
    {
    }

    /// <summary>The cluster that an object is, or is the name of; null when it is neither.</summary>
    internal static (string Name, string? Uid, string? Hub)? ClusterItself(object source)
    {
        if (PSObject.AsPSObject(source).BaseObject is string text)
        {
            return (text.Trim(), null, null);
        }

        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(Cluster)) || (shape.Has("Accepted") && shape.Has("Joined")))
        {
            return shape.Text("Name") is { } name ? (name, shape.Text("Uid"), shape.Text("Hub")) : null;
        }

        if (shape.Text("kind") == "ManagedCluster" && shape.Inner("metadata") is var metadata)
        {
            return metadata.Text("name") is { } name ? (name, metadata.Text("uid"), null) : null;
        }

        return null;
    }

    private static ClusterReference? From(object source)
    {
        if (ClusterItself(source) is var (name, uid, hub))
        {
            return new ClusterReference(name, uid, hub, source);
        }

        // A row that names one: of a decision, a placement test, a CSV file. Rows of works, manifests and requests have a
        // Cluster too, and mean another thing.
        var shape = new ObjectShape(source);
        bool lesser = shape.Has("ManifestCount") || shape.Has("ResourceName") || shape.Has("RequestName") || shape.Has("Work") || shape.Has("kind");
        return !lesser && shape.Text("Cluster") is { } cluster ? new ClusterReference(cluster, null, shape.Text("Hub"), source) : null;
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
