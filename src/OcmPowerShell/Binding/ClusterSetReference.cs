using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names a cluster set: made from its name, a cluster set object or its copy, or kubectl's object. A cluster or binding is no set.</summary>
[TypeConverter(typeof(Converter))]
public sealed class ClusterSetReference : ObjectReference
{
    private ClusterSetReference(string name, string? uid, string? hub, object source)
        : base(new ObjectKey("", name), uid, hub, source)
    {
    }

    private static ClusterSetReference? From(object source)
    {
        if (PSObject.AsPSObject(source).BaseObject is string text)
        {
            return new ClusterSetReference(text.Trim(), null, null, source);
        }

        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(ClusterSet)) || shape.Has("SelectorType"))
        {
            return shape.Text("Name") is { } name ? new ClusterSetReference(name, shape.Text("Uid"), shape.Text("Hub"), source) : null;
        }

        return shape.Text("kind") == "ManagedClusterSet" && shape.Inner("metadata") is var metadata && metadata.Text("name") is { } raw
            ? new ClusterSetReference(raw, metadata.Text("uid"), null, source)
            : null;
    }

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<ClusterSetReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a cluster set: pass its name or an object of Get-OcmClusterSet";

        /// <inheritdoc/>
        protected override ClusterSetReference? TryConvert(object source) => From(source);
    }
}
