using System.Globalization;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Commands;

/// <summary>A plan for people: a line for each thing that is done, with the clusters that it is done to.</summary>
internal static class DeliveryText
{
    /// <summary>The lines.</summary>
    /// <param name="name">The work's name.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="failed">The clusters that cannot be delivered to, and why.</param>
    /// <param name="hub">The hub.</param>
    public static IEnumerable<string> Lines(string name, DeliveryTarget target, DeliveryPlan plan, IReadOnlyDictionary<string, HubException> failed, HubConnection hub)
    {
        yield return $"Bring work '{name}' to {target.Owner.Noun} on hub {hub}: {Counts(plan, failed.Count)}.";
        foreach ((DeliveryAction action, string what) in ((DeliveryAction, string)[])[
            (DeliveryAction.Create, "Create in"), (DeliveryAction.Update, "Update in"), (DeliveryAction.Remove, "Remove from")])
        {
            string[] places = [.. plan.Steps.Where(step => step.Action == action).Select(step => Place(name, step))];
            if (places.Length > 0)
            {
                yield return $"{what} {Many(places.Length, "cluster")}: {string.Join(", ", places)}";
            }
        }

        string[] unchanged = [.. plan.Steps.Where(step => step.Action == DeliveryAction.Unchanged).Select(step => Place(name, step))];
        if (unchanged.Length > 0)
        {
            yield return $"Leave as it is in {Many(unchanged.Length, "cluster")}: {DeliveryErrors.Names(unchanged)}";
        }

        foreach (DeliveryStep refused in plan.Steps.Where(step => step.Action == DeliveryAction.Refuse))
        {
            yield return $"Refuse, {refused.Problem!.ErrorId}: {refused.Problem.Message}";
        }

        foreach ((string cluster, HubException failure) in failed)
        {
            yield return $"Fail in cluster {cluster}, {failure.ErrorId}: {failure.Message}";
        }

        if (plan.Problem is { } problem)
        {
            string[] kept = [.. plan.Steps.Where(step => step is { Action: DeliveryAction.Withhold, Leaves: true }).Select(step => Place(name, step))];
            string[] without = [.. plan.Steps.Where(step => step is { Action: DeliveryAction.Withhold, Leaves: false }).Select(step => Place(name, step))];
            string creations = without.Length == 0 ? "" : $" Not created in {Many(without.Length, "cluster")}: {string.Join(", ", without)}.";
            yield return $"Not removed from {Many(kept.Length, "cluster")}: {string.Join(", ", kept)}.{creations} {problem.ErrorId}: {problem.Message} {problem.Advice}";
        }

        if (plan.Left > 0)
        {
            yield return $"Leave {Many(plan.Left, "work")} that are no more wanted, because of -NoPrune";
        }
    }

    private static string Counts(DeliveryPlan plan, int failed)
    {
        string[] counts =
        [
            .. plan.Steps.GroupBy(step => step.Action).OrderBy(group => group.Key).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} to {Verb(group.Key)}")),
            .. failed > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{failed} to fail")] : Array.Empty<string>(),
        ];
        return counts.Length == 0 ? "nothing to do" : string.Join(", ", counts);
    }

    private static string Verb(DeliveryAction action) => action switch
    {
        DeliveryAction.Unchanged => "leave",
        _ => action.ToString().ToLowerInvariant(),
    };

    private static string Place(string name, DeliveryStep step) => step.Work == name ? step.Cluster : $"{step.Cluster} ({step.Work})";

    private static string Many(int count, string noun) => count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s");
}
