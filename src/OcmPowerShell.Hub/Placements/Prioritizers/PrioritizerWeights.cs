namespace OcmPowerShell.Hub.Placements.Prioritizers;

/// <summary>Which prioritizers a placement wants, and how much of each.</summary>
internal static class PrioritizerWeights
{
    private static readonly PrioritizerConfiguration[] Defaults = [BuiltIn("Balance"), BuiltIn("Steady")];

    /// <summary>The configurations that count; of several for one built-in prioritizer the last.</summary>
    /// <exception cref="MisconfiguredException">The policy cannot be.</exception>
    public static IReadOnlyList<PrioritizerConfiguration> Of(PlacementFacts placement)
    {
        List<PrioritizerConfiguration> weights = placement.PrioritizerMode switch
        {
            "Exact" => [],
            "" or "Additive" => [.. Defaults],
            _ => throw new MisconfiguredException("", $"incorrect prioritizer policy mode: {placement.PrioritizerMode}"),
        };
        foreach (PrioritizerConfiguration configuration in placement.Prioritizers)
        {
            if (!configuration.HasCoordinate)
            {
                throw new MisconfiguredException("", "scoreCoordinate field is required");
            }

            // Two entries for one add-on score both count: OCM compares them by identity.
            int known = configuration.AddOn is null
                ? weights.FindIndex(other => other.AddOn is null && other.Type == configuration.Type && other.BuiltIn == configuration.BuiltIn)
                : -1;
            if (known < 0)
            {
                weights.Add(configuration);
            }
            else
            {
                weights[known] = configuration;
            }
        }

        weights.RemoveAll(configuration => configuration.Weight == 0);
        return weights;
    }

    private static PrioritizerConfiguration BuiltIn(string name) => new(true, "BuiltIn", name, null, 1);
}
