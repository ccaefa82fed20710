using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>
/// Takes the steps of a plan, each by itself. Whose a work is is looked at again in the very state that is changed or
/// deleted: one that was handed over since the plan was made is left alone.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="works">Its works.</param>
/// <param name="request">What the plan was made of.</param>
/// <param name="dryRun">Ask the server, but change nothing.</param>
internal sealed class WorkDelivery(HubConnection hub, WorkClient works, DeliveryRequest request, bool dryRun)
{
    /// <summary>Makes a work that must not be there yet.</summary>
    /// <exception cref="HubException"><c>AlreadyExists</c>, <c>NotFound</c> (the cluster), or as the API answers.</exception>
    public async Task<Work> CreateAsync(DeliveryStep step, WorkContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await works.CreateAsync(step.Cluster, step.Work, request.Owner.Mark(content), dryRun, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal)
        {
            throw WorkErrors.Explain(refusal, step.Work, step.Cluster);
        }
    }

    /// <summary>Makes or changes a work. One of somebody else's that may be changed stays his.</summary>
    /// <param name="step">The step.</param>
    /// <param name="content">What the work is to hold; whose it is is added.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException"><c>ManagedByOther</c>, <c>WorkDeleting</c>, <c>NotFound</c> (the cluster), or as the API answers.</exception>
    public async Task<(Work Work, ChangeAction Action)> PutAsync(DeliveryStep step, WorkContent content, CancellationToken cancellationToken)
    {
        bool isOthers = step.Existing is { IsOwn: false };
        try
        {
            return await works.CreateOrUpdateAsync(
                step.Cluster, step.Work, isOthers ? content : request.Owner.Mark(content), work => Refuse(work, isOthers), step.Action == DeliveryAction.Create, dryRun, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal)
        {
            throw WorkErrors.Explain(refusal, step.Work, step.Cluster, step.Action == DeliveryAction.Create ? "created" : "updated");
        }
    }

    /// <summary>Asks the hub to delete a work that is the owner's own.</summary>
    /// <returns>False when it was gone, or going, already.</returns>
    /// <exception cref="HubException"><c>ManagedByOther</c>, or as the API answers.</exception>
    public async Task<bool> RemoveAsync(DeliveryStep step, CancellationToken cancellationToken)
    {
        ResourceClient<Work> kind = Kinds.Works.On(hub);
        try
        {
            return await ResourceClient<Work>.RetryConflictsAsync(
                async () =>
                {
                    // Another of that name is what was wanted gone, or is somebody else's: either way not ours to delete.
                    Work? now = await kind.GetAsync(new ObjectKey(step.Cluster, step.Work), cancellationToken: cancellationToken).ConfigureAwait(false);
                    if (now is null || now.Uid != step.Existing!.Uid || now.Deleting)
                    {
                        return false;
                    }

                    if (!DeliveryFamily.Owns(request.Owner, request.Work, now))
                    {
                        throw DeliveryErrors.ManagedByOther(Outline(now), request.Owner);
                    }

                    await kind.DeleteAsync(now, dryRun, cancellationToken).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 404)
        {
            return false;
        }
        catch (ApiStatusException refusal)
        {
            throw WorkErrors.Explain(refusal, step.Work, step.Cluster, "removed");
        }
    }

    /// <summary>
    /// Which of a plan's removals may be made now that the rest of it was sent: none where no new cluster could be reached or
    /// the target is in doubt by now, and not those of clusters that it wants again.
    /// </summary>
    /// <param name="removals">The removals of the plan.</param>
    /// <param name="target">The target as the plan had it.</param>
    /// <param name="entered">How many new clusters were given the delivery.</param>
    /// <param name="notEntered">How many were to be, and could not.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Them, or why the clusters keep it.</returns>
    public async Task<(IReadOnlyList<DeliveryStep> Removals, IReadOnlyList<DeliveryStep> Kept, HubException? Problem)> ReleaseAsync(
        IReadOnlyList<DeliveryStep> removals, DeliveryTarget target, int entered, int notEntered, CancellationToken cancellationToken)
    {
        List<DeliveryStep> leaving = [.. removals.Where(step => step.Leaves)];
        if (leaving.Count == 0)
        {
            return (removals, [], null);
        }

        List<DeliveryStep> parts = [.. removals.Where(step => !step.Leaves)];
        if (entered == 0 && notEntered > 0)
        {
            return (parts, leaving, DeliveryErrors.NothingArrived(request, notEntered));
        }

        try
        {
            DeliveryTarget now = target.ReadAgainAsync is { } again ? await again(cancellationToken).ConfigureAwait(false) : target;
            HashSet<string> wanted = [.. now.Clusters];
            return now.Doubt is { } doubt ? (parts, leaving, doubt) : ([.. removals.Where(step => !step.Leaves || !wanted.Contains(step.Cluster))], [], null);
        }
        catch (HubException problem)
        {
            return (parts, leaving, problem);
        }
    }

    private void Refuse(Work work, bool isOthers)
    {
        bool isOwn = DeliveryFamily.Owns(request.Owner, request.Work, work);
        if (isOthers ? !DeliveryPlan.MayChange(isOwn, work.ManagedBy, request.IncludeManaged) : !isOwn)
        {
            throw DeliveryErrors.ManagedByOther(Outline(work), request.Owner);
        }
    }

    private static ExistingWork Outline(Work work) => new() { Hub = work.Hub, Cluster = work.Cluster, Name = work.Name, ManagedBy = work.ManagedBy, Owner = work.Owner };
}
