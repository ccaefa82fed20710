using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ReplicaSets;

/// <summary>Writes the status of a replica set.</summary>
/// <param name="set">The set; its status is changed.</param>
/// <param name="now">The time.</param>
internal sealed class ReplicaSetStatus(JsonObject set, DateTimeOffset now)
{
    private const string Verified = "PlacementVerified";
    private const string RolledOut = "PlacementRolledOut";
    private const string WorksApplied = "ManifestworkApplied";
    private const string AsExpected = "AsExpected";
    private const string DecisionEmpty = "PlacementDecisionEmpty";

    private readonly JsonObject _status = set.Child("status");

    /// <summary>Brings the status up to date.</summary>
    /// <param name="placements">What became of each placement; null where one of them is missing, which is then all it says.</param>
    /// <param name="works">The works of the set.</param>
    public void Write(IReadOnlyList<PlacementOutcome>? placements, IReadOnlyList<JsonObject> works)
    {
        if (placements is null)
        {
            Set(Verified, "PlacementDecisionNotFound", holds: false);
            return;
        }

        var total = placements.Sum(placement => placement.Existing);
        var current = works.Where(work => !work.IsDeleting() && ReplicaSetWork.IsCurrent(work, set)).ToLookup(ReplicaSetWork.PlacementOf);
        var counts = placements.Select(placement => total == 0 ? default : WorkCounts.Of(current[placement.Placement.Name()])).ToList();
        _status["placementSummary"] = new JsonArray([.. placements.Zip(counts, SummaryOf)]);

        var sum = counts.Aggregate(default(WorkCounts), (left, right) => left + right);
        WriteSummary(total, sum);
        Set(Verified, total == 0 ? DecisionEmpty : AsExpected, total > 0);
        var isComplete = placements.Sum(placement => placement.Selected) == placements.Sum(placement => placement.Succeeded);
        Set(RolledOut, isComplete ? "Complete" : "Progressing", isComplete);
        var reason = ReasonOf(total, sum);
        Set(WorksApplied, reason, reason == AsExpected);
    }

    private static string ReasonOf(int total, WorkCounts counts) => (total, counts) switch
    {
        (0, _) => DecisionEmpty,
        (_, { Progressing: 0, Degraded: 0 }) when counts.Available == total => AsExpected,
        (_, { Progressing: > 0, Degraded: 0 }) => "Processing",
        _ => "NotAsExpected",
    };

    private static JsonObject SummaryOf(PlacementOutcome placement, WorkCounts counts) => new()
    {
        ["availableDecisionGroups"] = placement.Groups,
        ["name"] = placement.Placement.Name(),
        ["summary"] = new JsonObject
        {
            ["applied"] = counts.Applied,
            ["available"] = counts.Available,
            ["degraded"] = counts.Degraded,
            // OCM fills neither this nor updated.
            ["desiredTotal"] = 0,
            ["progressing"] = counts.Progressing,
            ["total"] = placement.Existing,
            ["updated"] = 0,
        },
    };

    /// <summary>OCM sends what differs from before, and nothing counts as 0 before: what was never counted is not there.</summary>
    private void WriteSummary(int total, WorkCounts counts)
    {
        var summary = _status.Child("summary");
        foreach (var (name, count) in new[]
        {
            ("total", total), ("applied", counts.Applied), ("available", counts.Available), ("progressing", counts.Progressing), ("degraded", counts.Degraded),
        })
        {
            if (count != 0 || summary.ContainsKey(name))
            {
                summary[name] = count;
            }
        }

        if (summary.Count == 0)
        {
            _status.Remove("summary");
        }
    }

    private void Set(string type, string reason, bool holds) =>
        ConditionList.Set(_status.List("conditions"), new(type, holds ? Condition.True : Condition.False, reason, ""), now);
}
