using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Rollouts;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers.Rollouts;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>The add-ons that get their configurations from one place: a placement of the install strategy, or the defaults.</summary>
/// <param name="AddOns">The add-ons.</param>
/// <param name="Rollout">How the rollout of their configurations goes on.</param>
internal sealed record PlacedAddOns(IReadOnlyList<ConfiguredAddOn> AddOns, RolloutResult Rollout)
{
    /// <summary>The placement; null for the defaults.</summary>
    public (string Namespace, string Name)? Placement { get; init; }

    /// <summary>How many clusters the placement decided on.</summary>
    public int Selected { get; init; }

    /// <summary>On how many of them it is this placement whose configurations count.</summary>
    public int Configured { get; init; }

    /// <summary>Add-ons that are served now.</summary>
    public IEnumerable<ConfiguredAddOn> Rolling => AddOns.Where(IsRolling);

    /// <summary>Those that no placement decided on: they change all at once.</summary>
    public static PlacedAddOns ByDefault(IEnumerable<ConfiguredAddOn> addOns)
    {
        var all = addOns.ToList();
        var rolling = all.Select(addOn => addOn.Rollout).Where(state => state.Status != RolloutStatus.Succeeded).ToList();
        return new(all, new RolloutResult(rolling, [], Failing: false, RecheckAfter: null));
    }

    /// <summary>How the rollout at a placement is to go: as many at once as are in a decision group, if nobody says how many.</summary>
    /// <exception cref="FormatException">It says something that is none.</exception>
    public static RolloutStrategy StrategyOf(JsonObject item, JsonObject placement)
    {
        var strategy = RolloutStrategies.From(item.ObjectAt("rolloutStrategy"));
        return strategy.Type == RolloutType.Progressive && strategy.MaxConcurrency == default
            ? strategy with { MaxConcurrency = RolloutStrategies.SizeOf(placement.At("spec", "decisionStrategy", "groupStrategy", "clustersPerDecisionGroup")) }
            : strategy;
    }

    /// <summary>The condition Progressing of an install progression.</summary>
    public Condition Progress()
    {
        int Count(RolloutStatus status) => AddOns.Count(addOn => addOn.Rollout.Status == status && !IsRolling(addOn));
        var (done, failed, timedOut) = (Count(RolloutStatus.Succeeded), Count(RolloutStatus.Failed), Rollout.TimedOut.Count);
        // Nothing of nothing is not done: a rollout would go on to the next group before anything was configured.
        return (Configured == 0 && done == 0) || done != Configured
            ? new("Progressing", Condition.True, "Progressing", FormattableString.Invariant(
                $"selected clusters {Selected}. configured addons {Rolling.Count() + done}/{Configured} progressing..., {failed} failed {timedOut} timeout."))
            : new("Progressing", Condition.False, "Completed", FormattableString.Invariant(
                $"selected clusters {Selected}. configured addons {done}/{Configured} completed with no errors, {failed} failed {timedOut} timeout."));
    }

    private bool IsRolling(ConfiguredAddOn addOn) => Rollout.Rolling.Any(state => state.Cluster == addOn.AddOn.Namespace());
}
