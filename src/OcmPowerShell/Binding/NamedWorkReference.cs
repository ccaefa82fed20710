using System.ComponentModel;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>
/// Names one work, for cmdlets that only look at it: made from what a <see cref="WorkReference"/> is made from, or from a
/// row that names a work and a cluster, as those of Sync-OcmWork and Watch-OcmWork do. Rows of single manifests do not.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class NamedWorkReference : ObjectReference
{
    private NamedWorkReference(ObjectKey key, string? uid, string? hub, object source)
        : base(key, uid, hub, source)
    {
    }

    /// <summary>The managed cluster.</summary>
    public string Cluster => Key.Namespace;

    /// <summary>What the row says was done: Created, Removed, Failed …; empty where it says nothing.</summary>
    internal string Action { get; private init; } = "";

    /// <summary>Whether the row says that the server was only asked.</summary>
    internal bool IsDryRun { get; private init; }

    private static NamedWorkReference? From(object source)
    {
        if (WorkReference.From(source) is { } work)
        {
            return new NamedWorkReference(work.Key, work.Uid, work.Hub, source);
        }

        var shape = new ObjectShape(source);
        return !shape.Has("ResourceName") && (shape.Text("Cluster"), shape.Text("Work")) is ({ } cluster, { } name)
            ? new NamedWorkReference(new ObjectKey(cluster, name), null, shape.Text("Hub"), source)
            {
                Action = shape.Text("Action") ?? "",
                IsDryRun = bool.TryParse(shape.Text("DryRun"), out bool dryRun) && dryRun,
            }
            : null;
    }

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<NamedWorkReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a work: pass an object of Get-OcmWork, a row with the columns Cluster and Work, or name it with -Name and -Cluster";

        /// <inheritdoc/>
        protected override NamedWorkReference? TryConvert(object source) => From(source);
    }
}
