using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Controllers.ReplicaSets;

/// <summary>How many works say something of themselves.</summary>
/// <param name="Applied">Works whose condition Applied is True.</param>
/// <param name="Available">Works whose condition Available is True.</param>
/// <param name="Progressing">Works whose condition Progressing is True.</param>
/// <param name="Degraded">Works whose condition Degraded is True.</param>
internal readonly record struct WorkCounts(int Applied, int Available, int Progressing, int Degraded)
{
    public static WorkCounts operator +(WorkCounts left, WorkCounts right) => new(
        left.Applied + right.Applied, left.Available + right.Available, left.Progressing + right.Progressing, left.Degraded + right.Degraded);

    /// <summary>Counts works.</summary>
    public static WorkCounts Of(IEnumerable<JsonObject> works)
    {
        var conditions = works.Select(work => work.ArrayAt("status", "conditions")).ToList();
        int Count(string type) => conditions.Count(list => ConditionList.IsTrue(list, type));
        return new(Count("Applied"), Count("Available"), Count("Progressing"), Count("Degraded"));
    }
}
