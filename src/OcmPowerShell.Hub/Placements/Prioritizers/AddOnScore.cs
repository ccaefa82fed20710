namespace OcmPowerShell.Hub.Placements.Prioritizers;

/// <summary>Takes the score that an add-on has published for a cluster.</summary>
/// <param name="resource">Name of the AddOnPlacementScore in the cluster's namespace.</param>
/// <param name="score">Name of the score in it.</param>
/// <param name="scores">All scores.</param>
/// <param name="now">The time.</param>
internal sealed class AddOnScore(string resource, string score, ScoreIndex scores, DateTimeOffset now) : IPrioritizer
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly List<string> _expired = [];

    public string Name { get; } = $"AddOn/{resource}/{score}";

    /// <summary>When the first of the scores that count counts no more; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

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

            // At the end itself it still counts.
            DateTimeOffset expiry = end < DateTimeOffset.MaxValue - Moment ? end + Moment : end;
            ExpiresAt = ExpiresAt < expiry ? ExpiresAt : expiry;
        }

        return published.Scores.LastOrDefault(entry => entry.Key == score).Value;
    }
}
