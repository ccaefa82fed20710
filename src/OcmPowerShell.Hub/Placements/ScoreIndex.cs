namespace OcmPowerShell.Hub.Placements;

/// <summary>AddOnPlacementScores by cluster and name. Indexed when first asked: most placements ask for none.</summary>
/// <param name="scores">All scores of the hub.</param>
internal sealed class ScoreIndex(IReadOnlyList<AddOnScoreFacts> scores)
{
    private Dictionary<(string Namespace, string Name), AddOnScoreFacts>? _index;

    /// <summary>The scores of a name that a cluster has; null where it has none.</summary>
    public AddOnScoreFacts? Find(string cluster, string name)
    {
        if (_index is null)
        {
            _index = new(scores.Count);
            foreach (AddOnScoreFacts score in scores)
            {
                _index[(score.Namespace, score.Name)] = score;
            }
        }

        return _index.GetValueOrDefault((cluster, name));
    }
}
