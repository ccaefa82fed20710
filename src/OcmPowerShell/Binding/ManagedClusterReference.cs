using System.ComponentModel;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>
/// Names a managed cluster for what cannot be undone: made from its name, a cluster object or its copy, or kubectl's object,
/// but never from a row of something else that only names a cluster.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class ManagedClusterReference : ObjectReference
{
    private ManagedClusterReference(string name, string? uid, string? hub, object source)
        : base(new ObjectKey("", name), uid, hub, source)
    {
    }

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<ManagedClusterReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a managed cluster itself: pass its name or an object of Get-OcmCluster";

        /// <inheritdoc/>
        protected override ManagedClusterReference? TryConvert(object source) =>
            ClusterReference.ClusterItself(source) is var (name, uid, hub) ? new ManagedClusterReference(name, uid, hub, source) : null;
    }
}
