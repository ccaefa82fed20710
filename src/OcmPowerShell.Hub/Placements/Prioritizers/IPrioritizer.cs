namespace OcmPowerShell.Hub.Placements.Prioritizers;

/// <summary>Gives each candidate a score.</summary>
internal interface IPrioritizer
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>The score of a candidate, from -100 to 100; 0 where nothing is known.</summary>
    long Score(ManagedClusterFacts cluster);
}
