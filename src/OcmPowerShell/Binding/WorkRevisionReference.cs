using System.ComponentModel;
using System.Globalization;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names a state of one work: made from a row of Get-OcmWorkHistory or its copy, a CSV row above all.</summary>
[TypeConverter(typeof(Converter))]
public sealed class WorkRevisionReference : ObjectReference
{
    private WorkRevisionReference(string cluster, string work, long revision, string? uid, string? hub, object source)
        : base(new ObjectKey(cluster, work), uid, hub, source) => Revision = revision;

    /// <summary>The managed cluster.</summary>
    public string Cluster => Key.Namespace;

    /// <summary>The work's generation in that state.</summary>
    public long Revision { get; }

    private static WorkRevisionReference? From(object source)
    {
        var shape = new ObjectShape(source);
        return (shape.IsOrWas(typeof(WorkRevision)) || (shape.Has("Revision") && shape.Has("WorkUid")))
            && (shape.Text("Cluster"), shape.Text("Work")) is ({ } cluster, { } work)
            && long.TryParse(shape.Text("Revision"), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
                ? new WorkRevisionReference(cluster, work, revision, shape.Text("WorkUid"), shape.Text("Hub"), source)
                : null;
    }

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<WorkRevisionReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a state of a work: pass a row of Get-OcmWorkHistory";

        /// <inheritdoc/>
        protected override WorkRevisionReference? TryConvert(object source) => From(source);
    }
}
