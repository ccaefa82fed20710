using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>
/// What must be done so that clusters have exactly what is wanted: a pure function of what is wanted and what there is. It
/// takes away nothing but the owner's own, and where it is not safe to do so it leaves the set of clusters as it is: none
/// loses the delivery and none is added, since a fleet that grew would let more go the next time.
/// </summary>
internal sealed class DeliveryPlan
{
    private DeliveryPlan(IReadOnlyList<DeliveryStep> steps, int left, int goingAlready, HubException? problem) =>
        (Steps, Left, GoingAlready, Problem) = (steps, left, goingAlready, problem);

    /// <summary>What to do: one step a work, what is wanted first, what goes after it.</summary>
    public IReadOnlyList<DeliveryStep> Steps { get; }

    /// <summary>How many works stay that are no more wanted, because nothing was to be taken away.</summary>
    public int Left { get; }

    /// <summary>How many works are on their way out already.</summary>
    public int GoingAlready { get; }

    /// <summary>Why steps are withheld; null where none is.</summary>
    public HubException? Problem { get; }

    /// <summary>Makes the plan.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="existing">The works of the delivery's name, and its parts, in any cluster: the owner's and others'.</param>
    public static DeliveryPlan Make(DeliveryRequest request, IReadOnlyCollection<ExistingWork> existing)
    {
        Dictionary<ObjectKey, ExistingWork> there = existing.ToDictionary(work => work.Key);
        HashSet<string> having = [.. existing.Where(work => work is { IsOwn: true, Deleting: false }).Select(work => work.Cluster)];
        List<DeliveryStep> steps = [];
        HashSet<string> refused = [];
        foreach ((string cluster, IReadOnlyList<string> works) in request.Wanted)
        {
            foreach (string work in works)
            {
                DeliveryStep step = Want(request, cluster, work, there.GetValueOrDefault(new ObjectKey(cluster, work)));
                steps.Add(step with { Enters = step.Action == DeliveryAction.Create && !having.Contains(cluster) });
                if (step.Action == DeliveryAction.Refuse)
                {
                    refused.Add(cluster);
                }
            }
        }

        List<DeliveryStep> going = [.. existing.Where(work => MayGo(request, work)).Select(work => Remove(request, work))];
        int goingAlready = going.RemoveAll(step => step.Existing!.Deleting);

        // What takes a part's place could not be put there: better twice than not at all.
        going.RemoveAll(step => !step.Leaves && refused.Contains(step.Cluster));
        if (!request.Prune)
        {
            return new DeliveryPlan(steps, going.Count, goingAlready, null);
        }

        HubException? problem = ProblemOf(request, going, having.Count);
        if (problem is not null)
        {
            steps = steps.ConvertAll(step => step.Enters ? Withhold(step, problem) : step);
            going = going.ConvertAll(step => step.Leaves ? Withhold(step, problem) : step);
        }

        return new DeliveryPlan([.. steps, .. going.OrderBy(step => step.Cluster, StringComparer.Ordinal)], 0, goingAlready, problem);
    }

    /// <summary>Whether a delivery may change a work that is there. The klusterlet's work is the agent itself.</summary>
    public static bool MayChange(bool isOwn, ManagedBy keeper, bool includeManaged) => isOwn || (includeManaged && keeper != ManagedBy.Klusterlet);

    private static DeliveryStep Want(DeliveryRequest request, string cluster, string work, ExistingWork? existing)
    {
        if (existing is null)
        {
            return new DeliveryStep(cluster, work, DeliveryAction.Create);
        }

        if (!MayChange(existing.IsOwn, existing.ManagedBy, request.IncludeManaged))
        {
            return new DeliveryStep(cluster, work, DeliveryAction.Refuse, existing, DeliveryErrors.ManagedByOther(existing, request.Owner));
        }

        return existing.Deleting
            ? new DeliveryStep(cluster, work, DeliveryAction.Refuse, existing, DeliveryErrors.Deleting(existing.ToString(), existing.Hub))
            : new DeliveryStep(cluster, work, existing.Differs ? DeliveryAction.Update : DeliveryAction.Unchanged, existing);
    }

    // Of clusters that were named one by one, only parts that this module made: nobody said that others are to lose it.
    private static bool MayGo(DeliveryRequest request, ExistingWork work) =>
        work.IsOwn && !request.Held.Contains(work.Cluster)
        && (request.Wanted.TryGetValue(work.Cluster, out IReadOnlyList<string>? wanted)
            ? !wanted.Contains(work.Name) && (!request.Owner.IsNone || work is { IsPart: true, ManagedBy: ManagedBy.User })
            : !request.Owner.IsNone);

    private static DeliveryStep Remove(DeliveryRequest request, ExistingWork work) =>
        new(work.Cluster, work.Name, DeliveryAction.Remove, work) { Leaves = !request.Wanted.ContainsKey(work.Cluster) };

    private static HubException? ProblemOf(DeliveryRequest request, List<DeliveryStep> going, int having)
    {
        List<string> leaving = [.. going.Where(step => step.Leaves).Select(step => step.Cluster).Distinct().Order(StringComparer.Ordinal)];
        return leaving.Count == 0 ? null
            : request.Doubt is { } doubt ? doubt
            : leaving.Count > request.MaxRemove.Of(having) ? DeliveryErrors.TooManyRemovals(request, leaving, having)
            : null;
    }

    private static DeliveryStep Withhold(DeliveryStep step, HubException problem) => step with { Action = DeliveryAction.Withhold, Problem = problem };
}
