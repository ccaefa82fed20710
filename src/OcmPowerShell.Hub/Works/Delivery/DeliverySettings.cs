namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>How a delivery is to go.</summary>
internal sealed record DeliverySettings
{
    /// <summary>Whether to spread manifests that are too large for one work over several.</summary>
    public bool Split { get; init; }

    /// <summary>Whether to take away what is no more wanted.</summary>
    public bool Prune { get; init; }

    /// <summary>Whether to change works of other keepers too.</summary>
    public bool IncludeManaged { get; init; }

    /// <summary>How many clusters may lose the delivery.</summary>
    public RemovalLimit MaxRemove { get; init; } = RemovalLimit.Default;

    /// <summary>Whether to ask the server only, and change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>How long an agent is waited for where parts can only be changed one after the other.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}
