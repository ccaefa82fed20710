using System.ComponentModel;
using System.Management.Automation;

namespace OcmPowerShell.Binding;

/// <summary>
/// What works are looked for in: a work, a cluster, a placement or a cluster set, as objects or their copies. A text is
/// the name of a cluster.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class ComparisonTarget
{
    private ComparisonTarget(ObjectReference reference) => Reference = reference;

    /// <summary>The work, cluster, placement or cluster set.</summary>
    internal ObjectReference Reference { get; }

    /// <inheritdoc/>
    public override string ToString() => Reference.ToString();

    // A row of Sync-OcmWork names a work and a cluster, and means the work.
    private static ObjectReference? ReferenceTo(object source) =>
        LanguagePrimitives.TryConvertTo(source, out NamedWorkReference work) ? work : WorkTarget.ReferenceTo(source);

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<ComparisonTarget>
    {
        /// <inheritdoc/>
        protected override string Expected => "a work, cluster, placement or cluster set: pass objects of Get-OcmWork, Get-OcmCluster, Get-OcmPlacement or Get-OcmClusterSet, or names of clusters";

        /// <inheritdoc/>
        protected override ComparisonTarget? TryConvert(object source) => ReferenceTo(source) is { } reference ? new ComparisonTarget(reference) : null;
    }
}
