namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>What a delivery is to do with one cluster's work.</summary>
internal enum DeliveryAction
{
    /// <summary>There is none: make it.</summary>
    Create,

    /// <summary>It holds something else: change it.</summary>
    Update,

    /// <summary>It is as it should be.</summary>
    Unchanged,

    /// <summary>It is the owner's, and is no more wanted there.</summary>
    Remove,

    /// <summary>It is somebody else's, or on its way out: it cannot be as it should.</summary>
    Refuse,

    /// <summary>It would be made or taken away, but that is not safe; the plan says why, once for all.</summary>
    Withhold,
}
