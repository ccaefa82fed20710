namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>What clusters are to have of one delivery, and how far it may go to get there.</summary>
internal sealed record DeliveryRequest
{
    /// <summary>The work's name; of a set that is too large for one work, the first one's.</summary>
    public required string Work { get; init; }

    /// <summary>Whose the works are.</summary>
    public required WorkOwner Owner { get; init; }

    /// <summary>The clusters, and the names of the works that each is to have.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Wanted { get; init; }

    /// <summary>Clusters of the target for which there is no content, because making it failed: theirs stays as it is.</summary>
    public IReadOnlySet<string> Held { get; init; } = new HashSet<string>();

    /// <summary>Whether to change works of other keepers too. The klusterlet's never, and none is taken away.</summary>
    public bool IncludeManaged { get; init; }

    /// <summary>Whether to take away what is no more wanted.</summary>
    public bool Prune { get; init; } = true;

    /// <summary>Why it is not known for certain what is no more wanted; null where it is.</summary>
    public HubException? Doubt { get; init; }

    /// <summary>How many clusters may lose the delivery.</summary>
    public RemovalLimit MaxRemove { get; init; } = RemovalLimit.Default;
}
