namespace OcmPowerShell.Hub.Model;

/// <summary>A ManagedClusterSetBinding: lets the placements of a namespace use a cluster set.</summary>
public sealed class ClusterSetBinding : HubObject
{
    /// <summary><c>metadata.namespace</c>.</summary>
    public string Namespace { get; set; } = "";

    /// <summary><c>spec.clusterSet</c>, which is also the binding's own name.</summary>
    public string ClusterSet { get; set; } = "";

    /// <summary>Condition Bound: the set exists. Null is Unknown.</summary>
    public bool? Bound { get; set; }

    /// <summary>The reason of that condition: ClusterSetBound or ClusterSetNotFound.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The message of that condition.</summary>
    public string Message { get; set; } = "";

    internal override ObjectKey Key => new(Namespace, ClusterSet);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{ClusterSet}";
}
