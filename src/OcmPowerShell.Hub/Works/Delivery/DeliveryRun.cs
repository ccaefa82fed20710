using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>
/// One delivery: manifests under a name, to the clusters of one target. The plan is made first and whole; its steps are then
/// taken by who runs it, a cluster at a time, with what goes last.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="work">The work's name.</param>
/// <param name="target">The clusters, and whose their works are.</param>
/// <param name="contents">What each cluster's work is to hold, without what says whose it is; null where making it failed.</param>
/// <param name="settings">How it is to go.</param>
internal sealed class DeliveryRun(HubConnection hub, string work, DeliveryTarget target, Func<string, WorkContent?> contents, DeliverySettings settings)
{
    private readonly Dictionary<ObjectKey, WorkPart> _parts = [];
    private readonly Dictionary<string, HubException> _unread = [];
    private DeliveryRequest? _request;
    private WorkDelivery? _delivery;

    /// <summary>The clusters, and whose their works are.</summary>
    public DeliveryTarget Target => target;

    /// <summary>The hub's works, with what is kept of what a change replaces.</summary>
    public WorkClient Works { get; init; } = new(hub);

    /// <summary>Clusters that could not be looked into, and why.</summary>
    public IReadOnlyDictionary<string, HubException> Unread => _unread;

    private WorkDelivery Delivery => _delivery ??= new WorkDelivery(hub, Works, Request, settings.DryRun);

    private DeliveryRequest Request => _request ??= RequestFor([]);

    private bool MayPrune => settings.Prune && !target.Owner.IsNone;

    /// <summary>Looks at what there is, and makes the plan.</summary>
    /// <exception cref="HubException"><c>Forbidden</c>: what there is may not be seen, so that nothing can be said to be no more wanted; or as the API answers.</exception>
    public async Task<DeliveryPlan> PlanAsync(CancellationToken cancellationToken)
    {
        ILookup<string, ExistingWork>? before = settings.Split ? (await SurveyAsync(_ => null, withIdentities: true, cancellationToken).ConfigureAwait(false)).ToLookup(found => found.Cluster) : null;
        Dictionary<string, IReadOnlyList<string>> wanted = Wanted(before);
        IReadOnlyList<ExistingWork> existing = await SurveyAsync(ContentOf, withIdentities: false, cancellationToken).ConfigureAwait(false);
        foreach (string cluster in _unread.Keys)
        {
            wanted.Remove(cluster);
        }

        _request = RequestFor(wanted);
        return DeliveryPlan.Make(_request, existing);
    }

    /// <summary>The steps that make works, or bring those that there are to the content, without a look at what there is.</summary>
    /// <param name="update">Whether to change works that there are; else they are refused by the hub.</param>
    public IReadOnlyList<DeliveryStep> StepsUnseen(bool update) =>
    [
        .. Wanted(null).SelectMany(pair => pair.Value.Select(name => new DeliveryStep(pair.Key, name, update ? DeliveryAction.Update : DeliveryAction.Create) { Enters = true })),
    ];

    /// <summary>What a work is to hold; null for one that is not wanted.</summary>
    public WorkContent? ContentOf(ObjectKey key)
    {
        if (_parts.TryGetValue(key, out WorkPart? part) && contents(key.Namespace) is { } whole)
        {
            return part.Labels.Count == 0 && part.Manifests == whole.Manifests ? whole
                : whole with { Manifests = part.Manifests, Labels = new Dictionary<string, string>([.. whole.Labels, .. part.Labels]) };
        }

        return !settings.Split && key.Name == work ? contents(key.Namespace) : null;
    }

    /// <summary>
    /// Makes and changes the works of one cluster, in order, and takes parts away that are needed no more. What failed ends it:
    /// a manifest must have arrived in one part before another gives it up.
    /// </summary>
    /// <param name="steps">Steps of one cluster.</param>
    /// <param name="create">Whether a work that is there is an error.</param>
    /// <param name="cancellationToken">Stops waiting; a change may have been made all the same.</param>
    public async Task<IReadOnlyList<DeliveryOutcome>> PutAsync(IReadOnlyList<DeliveryStep> steps, bool create, CancellationToken cancellationToken)
    {
        List<DeliveryOutcome> outcomes = [];
        List<ObjectKey> arriving = [];
        HubException? failure = null;
        foreach (DeliveryStep step in steps)
        {
            if (failure is not null)
            {
                outcomes.Add(DeliveryOutcome.Failed(step, failure) with { Follows = true });
                continue;
            }

            try
            {
                bool takesOver = _parts.GetValueOrDefault(new ObjectKey(step.Cluster, step.Work)) is { MovedIn.Count: > 0 };
                if (!takesOver)
                {
                    // What leaves a part here must be held by the other on the cluster, or the agent deletes it.
                    await ArriveAsync(step.Action == DeliveryAction.Remove ? [.. arriving, .. Puts(steps)] : arriving, cancellationToken).ConfigureAwait(false);
                }

                outcomes.Add(await TakeAsync(step, create, cancellationToken).ConfigureAwait(false));
                if (takesOver)
                {
                    arriving.Add(new ObjectKey(step.Cluster, step.Work));
                }
            }
            catch (HubException exception)
            {
                failure = exception;
                outcomes.Add(DeliveryOutcome.Failed(step, exception));
            }
        }

        return outcomes;
    }

    /// <summary>Takes a work away from a cluster that is to lose it.</summary>
    /// <exception cref="HubException"><c>ManagedByOther</c>, or as the API answers.</exception>
    public async Task<DeliveryOutcome> RemoveAsync(DeliveryStep step, CancellationToken cancellationToken)
    {
        await Delivery.RemoveAsync(step, cancellationToken).ConfigureAwait(false);
        return new DeliveryOutcome(step, WorkChangeAction.Removed);
    }

    /// <inheritdoc cref="WorkDelivery.ReleaseAsync"/>
    public Task<(IReadOnlyList<DeliveryStep> Removals, IReadOnlyList<DeliveryStep> Kept, HubException? Problem)> ReleaseAsync(
        IReadOnlyList<DeliveryStep> removals, int entered, int notEntered, CancellationToken cancellationToken) =>
        Delivery.ReleaseAsync(removals, target, entered, notEntered, cancellationToken);

    private static IEnumerable<ObjectKey> Puts(IReadOnlyList<DeliveryStep> steps) =>
        steps.Where(step => step.Action is DeliveryAction.Create or DeliveryAction.Update or DeliveryAction.Unchanged).Select(step => new ObjectKey(step.Cluster, step.Work));

    private async Task<DeliveryOutcome> TakeAsync(DeliveryStep step, bool create, CancellationToken cancellationToken)
    {
        switch (step.Action)
        {
            case DeliveryAction.Unchanged:
                return new DeliveryOutcome(step, WorkChangeAction.Unchanged);
            case DeliveryAction.Remove:
                return await RemoveAsync(step, cancellationToken).ConfigureAwait(false);
            default:
                WorkContent content = ContentOf(new ObjectKey(step.Cluster, step.Work))!;
                (Work made, ChangeAction action) = create
                    ? (await Delivery.CreateAsync(step, content, cancellationToken).ConfigureAwait(false), ChangeAction.Created)
                    : await Delivery.PutAsync(step, content, cancellationToken).ConfigureAwait(false);
                return new DeliveryOutcome(step, Enum.Parse<WorkChangeAction>(action.ToString()), made);
        }
    }

    // Waits until the agent has applied works; nothing arrives in a dry run.
    private async Task ArriveAsync(List<ObjectKey> works, CancellationToken cancellationToken)
    {
        if (works.Count == 0 || settings.DryRun)
        {
            return;
        }

        List<Work> there = [];
        foreach (ObjectKey key in works.Distinct())
        {
            if (await Works.GetAsync(key.Namespace, key.Name, cancellationToken: cancellationToken).ConfigureAwait(false) is { } found)
            {
                there.Add(found);
            }
        }

        await foreach (Waiting.WaitResult<Work> result in Works.WaitAsync(there, WorkGoal.Applied, settings.Patience, cancellationToken).ConfigureAwait(false))
        {
            if (result.Outcome != Waiting.WaitOutcome.Reached)
            {
                throw DeliveryErrors.PartsNotApplied(work, result.Target, hub, result.Value?.Message ?? "");
            }
        }
    }

    private Dictionary<string, IReadOnlyList<string>> Wanted(ILookup<string, ExistingWork>? before)
    {
        Dictionary<string, IReadOnlyList<string>> wanted = [];
        Dictionary<ManifestSet, IReadOnlyList<WorkPart>> fresh = [];
        IReadOnlyList<string> alone = [work];
        foreach (string cluster in target.Clusters)
        {
            if (contents(cluster) is not { } content)
            {
                continue;
            }

            if (!settings.Split)
            {
                wanted[cluster] = alone;
                continue;
            }

            Dictionary<string, IReadOnlyCollection<ManifestIdentity>> had = (before?[cluster] ?? []).Where(found => found.IsOwn && !found.Deleting).ToDictionary(found => found.Name, found => found.Identities!);
            if (had.Count > 0 || !fresh.TryGetValue(content.Manifests, out IReadOnlyList<WorkPart>? parts))
            {
                parts = WorkParts.Of(work, content.Manifests, had);
                if (had.Count == 0)
                {
                    fresh[content.Manifests] = parts;
                }
            }

            foreach (WorkPart part in parts)
            {
                _parts[new ObjectKey(cluster, part.Name)] = part;
            }

            wanted[cluster] = [.. parts.Select(part => part.Name)];
        }

        return wanted;
    }

    private DeliveryRequest RequestFor(Dictionary<string, IReadOnlyList<string>> wanted) => new()
    {
        Work = work,
        Owner = target.Owner,
        Wanted = wanted,
        Held = target.Clusters.Where(cluster => !wanted.ContainsKey(cluster)).ToHashSet(),
        IncludeManaged = settings.IncludeManaged,
        Prune = settings.Prune,
        Doubt = target.Doubt,
        MaxRemove = settings.MaxRemove,
    };

    private async Task<IReadOnlyList<ExistingWork>> SurveyAsync(Func<ObjectKey, WorkContent?> contentOf, bool withIdentities, CancellationToken cancellationToken)
    {
        var survey = new DeliverySurvey(hub, work, target.Owner, contentOf) { WithIdentities = withIdentities };
        if (!MayPrune)
        {
            (IReadOnlyList<ExistingWork> works, IReadOnlyDictionary<string, HubException> failed) = await survey.ClustersAsync(target.Clusters, cancellationToken).ConfigureAwait(false);
            foreach ((string cluster, HubException exception) in failed)
            {
                _unread[cluster] = exception is ApiStatusException refusal ? WorkErrors.Explain(refusal, work, cluster, "delivered") : exception;
            }

            return works;
        }

        try
        {
            return await survey.FleetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            throw DeliveryErrors.NotAllSeen(refusal, work, target.Owner);
        }
    }
}
