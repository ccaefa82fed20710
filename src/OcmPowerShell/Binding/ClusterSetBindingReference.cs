using System.ComponentModel;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names a binding of a cluster set: made from a binding object or its copy, a CSV row of one, or kubectl's object. A text is none.</summary>
[TypeConverter(typeof(Converter))]
public sealed class ClusterSetBindingReference : ObjectReference
{
    private ClusterSetBindingReference(ObjectKey key, string? uid, string? hub, object source)
        : base(key, uid, hub, source)
    {
    }

    private static ClusterSetBindingReference? From(object source)
    {
        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(ClusterSetBinding)) || (shape.Has("ClusterSet") && shape.Has("Bound")))
        {
            return Make(shape.Text("Namespace"), shape.Text("ClusterSet"), shape.Text("Uid"), shape.Text("Hub"), source);
        }

        return shape.Text("kind") == "ManagedClusterSetBinding" && shape.Inner("metadata") is var metadata
            ? Make(metadata.Text("namespace"), metadata.Text("name"), metadata.Text("uid"), null, source)
            : null;
    }

    private static ClusterSetBindingReference? Make(string? @namespace, string? set, string? uid, string? hub, object source) =>
        @namespace is null || set is null ? null : new ClusterSetBindingReference(new ObjectKey(@namespace, set), uid, hub, source);

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<ClusterSetBindingReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a binding of a cluster set: pass an object of Get-OcmClusterSetBinding, or name it with -ClusterSet and -Namespace";

        /// <inheritdoc/>
        protected override ClusterSetBindingReference? TryConvert(object source) => From(source);
    }
}
