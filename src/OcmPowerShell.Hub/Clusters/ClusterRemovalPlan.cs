using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>What goes with a managed cluster that is removed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cluster">The cluster; null where it is gone and only parts of it are left.</param>
/// <param name="Works">All works in its namespace.</param>
/// <param name="AddOns">All add-ons in its namespace.</param>
internal sealed record ClusterRemovalPlan(string Name, Cluster? Cluster, IReadOnlyList<Work> Works, IReadOnlyList<BareObject> AddOns)
{
    private const int MostNames = 10;

    /// <summary>Whether there is nothing of that name.</summary>
    public bool IsEmpty => Cluster is null && Works.Count == 0 && AddOns.Count == 0;

    /// <summary>Whether an agent is there that can take the works' resources off the cluster.</summary>
    public bool IsAlive => Cluster is { Accepted: true, Available: true };

    /// <summary>What is removed, in order, for a person who is asked whether he means it.</summary>
    public override string ToString()
    {
        string[] works = [.. Works.Where(IsOwn).Select(work => work.Name)];
        string[] parts =
        [
            .. works.Length > 0 ? [$"{Count(works.Length, "work")} ({List(works)})"] : Array.Empty<string>(),
            .. AddOns.Count > 0 ? [$"{Count(AddOns.Count, "add-on")} ({List([.. AddOns.Select(addOn => addOn.Name)])})"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "" : Cluster is null ? string.Join(", ", parts) : $"{string.Join(", ", parts)}, and then the cluster";
    }

    /// <summary>Whether a work goes by itself: those of add-ons and of the klusterlet go with these.</summary>
    public static bool IsOwn(Work work) => work.ManagedBy is not (ManagedBy.AddOn or ManagedBy.Klusterlet);

    /// <summary>The first names of many.</summary>
    public static string List(IReadOnlyList<string> names) =>
        names.Count <= MostNames ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
