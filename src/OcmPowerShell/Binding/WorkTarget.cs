using System.ComponentModel;
using System.Management.Automation;

namespace OcmPowerShell.Binding;

/// <summary>
/// Where a work is to go: a cluster, a placement or a cluster set, as objects, their copies or kubectl's objects. A text is
/// the name of a cluster, and so is the column Cluster of a row.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class WorkTarget
{
    private WorkTarget(ObjectReference reference) => Reference = reference;

    /// <summary>The cluster, placement or cluster set.</summary>
    internal ObjectReference Reference { get; }

    /// <inheritdoc/>
    public override string ToString() => Reference.ToString();

    /// <summary>What an object is; null when it is none of these. A row of a decision names a placement and a cluster, and means the cluster.</summary>
    internal static ObjectReference? ReferenceTo(object source) =>
        LanguagePrimitives.TryConvertTo(source, out ClusterReference cluster) ? cluster
        : LanguagePrimitives.TryConvertTo(source, out PlacementReference placement) ? placement
        : LanguagePrimitives.TryConvertTo(source, out ClusterSetReference set) ? set
        : null;

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<WorkTarget>
    {
        /// <inheritdoc/>
        protected override string Expected => "a cluster, placement or cluster set: pass objects of Get-OcmCluster, Get-OcmPlacement or Get-OcmClusterSet, or names of clusters";

        /// <inheritdoc/>
        protected override WorkTarget? TryConvert(object source) => ReferenceTo(source) is { } reference ? new WorkTarget(reference) : null;
    }
}
