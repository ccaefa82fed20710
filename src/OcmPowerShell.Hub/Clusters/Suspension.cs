using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>
/// What suspends a managed cluster: a taint of this module's, by which placements that do not tolerate it give the cluster
/// up. Its value is the reason. The hub's own taints are left alone, and so is an admin's.
/// </summary>
internal static class Suspension
{
    /// <summary>The taint's key.</summary>
    public const string TaintKey = "ocmpowershell.io/suspended";

    /// <summary>The taint's effect.</summary>
    public const string Effect = nameof(TaintEffect.NoSelect);

    /// <summary>As many characters as a taint's value may have.</summary>
    public const int LongestReason = 1024;

    /// <summary>The taint by which a cluster is suspended; null when it is not.</summary>
    public static Taint? Of(IEnumerable<Taint> taints) => taints.FirstOrDefault(taint => taint.Key == TaintKey && taint.Effect == Effect);
}
