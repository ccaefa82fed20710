using System.ComponentModel;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names one work: made from a work object or its copy, a CSV row of one, or kubectl's object. A text is no work.</summary>
[TypeConverter(typeof(Converter))]
public sealed class WorkReference : ObjectReference
{
    internal WorkReference(string cluster, string name, string uid, string? hub, object source)
        : base(new ObjectKey(cluster, name), uid, hub, source)
    {
    }

    /// <summary>The managed cluster.</summary>
    public string Cluster => Key.Namespace;

    /// <summary>The work that an object is; null when it is none.</summary>
    internal static WorkReference? From(object source)
    {
        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(Work)) || shape.Has("ManifestCount"))
        {
            return Make(shape, shape.Text("Cluster"), shape.Text("Name"), shape.Text("Uid"), source);
        }

        if (shape.Text("kind") == "ManifestWork" && shape.Has("metadata"))
        {
            ObjectShape metadata = shape.Inner("metadata");
            return Make(shape, metadata.Text("namespace"), metadata.Text("name"), metadata.Text("uid"), source);
        }

        return null;
    }

    private static WorkReference? Make(ObjectShape shape, string? cluster, string? name, string? uid, object source) =>
        cluster is null || name is null ? null : new WorkReference(cluster, name, uid ?? "", shape.Text("Hub"), source);

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<WorkReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a work: pass an object of Get-OcmWork, or name it with -Name and -Cluster";

        /// <inheritdoc/>
        protected override WorkReference? TryConvert(object source) => From(source);
    }
}
