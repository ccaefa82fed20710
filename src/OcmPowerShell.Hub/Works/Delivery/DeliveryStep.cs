namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>What is to be done with one cluster's work.</summary>
/// <param name="Cluster">The managed cluster.</param>
/// <param name="Work">The work's name.</param>
/// <param name="Action">What to do.</param>
/// <param name="Existing">The work as it was when the plan was made; null where there was none.</param>
/// <param name="Problem">Why it is refused or withheld; else null.</param>
internal sealed record DeliveryStep(string Cluster, string Work, DeliveryAction Action, ExistingWork? Existing = null, HubException? Problem = null)
{
    /// <summary>Whether the cluster is to lose the delivery altogether, and not only a part that it needs no more.</summary>
    public bool Leaves { get; init; }

    /// <summary>Whether the cluster has none of the delivery yet.</summary>
    public bool Enters { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Cluster}/{Work}";
}
