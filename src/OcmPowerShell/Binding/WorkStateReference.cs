using System.ComponentModel;
using System.Globalization;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names a work, or one state of it: made from what a work is made from, or from a row of Get-OcmWorkHistory or its copy.</summary>
[TypeConverter(typeof(Converter))]
public sealed class WorkStateReference : ObjectReference
{
    private WorkStateReference(ObjectKey key, long? revision, string? uid, string? hub, object source)
        : base(key, uid, hub, source) => Revision = revision;

    /// <summary>The work's generation in that state; null where the work itself is named.</summary>
    public long? Revision { get; }

    private static WorkStateReference? From(object source)
    {
        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(WorkRevision)) || (shape.Has("Revision") && shape.Has("WorkUid")))
        {
            return (shape.Text("Cluster"), shape.Text("Work")) is ({ } cluster, { } work)
                && long.TryParse(shape.Text("Revision"), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
                    ? new WorkStateReference(new ObjectKey(cluster, work), revision, shape.Text("WorkUid"), shape.Text("Hub"), source)
                    : null;
        }

        return WorkReference.From(source) is { } whole ? new WorkStateReference(whole.Key, null, whole.Uid, whole.Hub, source) : null;
    }

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<WorkStateReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a work or a state of one: pass an object of Get-OcmWork, a row of Get-OcmWorkHistory, or name the work with -Name and -Cluster";

        /// <inheritdoc/>
        protected override WorkStateReference? TryConvert(object source) => From(source);
    }
}
