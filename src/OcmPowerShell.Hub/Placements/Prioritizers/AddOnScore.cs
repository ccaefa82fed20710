namespace OcmPowerShell.Hub.Placements.Prioritizers;

/// <summary>Takes the score that an add-on has published for a cluster.</summary>
/// <param name="resource">Name of the AddOnPlacementScore in the cluster's namespace.</param>
/// <param name="score">Name of the score in it.</param>
/// <param name="scores">All scores.</param>
/// <param name="now">The time.</param>
internal sealed class AddOnScore(string resource, string score, ScoreIndex scores, DateTimeOffset now) : IPrioritizer
{
    private readonly List<string> _expired = [];

    public string Name { get; } = $"AddOn/{resource}/{score}";

    /// <summary>When the first score that was used runs out; null for never.</summary>
    public DateTimeOffset? ValidUntil { get; private set; }

    /// <summary>The scores that have run out, in OCM's words; null when none has.</summary>
    public string? Warning => _expired.Count == 0 ? null : $"AddOnPlacementScores {string.Join(" ", _expired)} expired";

    public long Score(ManagedClusterFacts cluster)
    {
        if (scores.Find(cluster.Name, resource) is not { } published)
        {
            return 0;
        }

        if (published.ValidUntil is { } end)
        {
            if (now > end)
            {
                _expired.Add($"{cluster.Name}/{resource}");
                return 0;
            }

            ValidUntil = ValidUntil < end ? ValidUntil : end;
        }

        return published.Scores.LastOrDefault(entry => entry.Key == score).Value;
    }
}
