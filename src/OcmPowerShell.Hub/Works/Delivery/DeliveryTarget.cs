namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>The clusters that a delivery is for, as they were read, and whose the works in them are to be.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Clusters">The clusters, each once.</param>
internal sealed record DeliveryTarget(WorkOwner Owner, IReadOnlyList<string> Clusters)
{
    /// <summary>Why it is not certain that these are all; null where it is.</summary>
    public HubException? Doubt { get; init; }

    /// <summary>Reads them again, which is done before anything is taken away; null where they were named one by one.</summary>
    public Func<CancellationToken, Task<DeliveryTarget>>? ReadAgainAsync { get; init; }
}
