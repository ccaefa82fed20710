using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>Brings a former state back to a work: its whole spec, and nothing but the spec.</summary>
/// <param name="hub">The hub.</param>
/// <param name="choice">Which state.</param>
internal sealed class WorkUndo(HubConnection hub, UndoChoice choice)
{
    private readonly ResourceClient<Work> _works = Kinds.Works.On(hub);

    /// <summary>Keeps the state that is replaced.</summary>
    public WorkHistory History { get; init; } = WorkHistory.Default;

    /// <summary>Whether to change works that a controller keeps, too.</summary>
    public bool IncludeManaged { get; init; }

    /// <summary>Whether to ask the server only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Finds the state that is to come back.</summary>
    /// <exception cref="HubException"><c>NoHistory</c>, <c>HistoryInvalid</c>, <c>Forbidden</c>, or as the API answers.</exception>
    public async Task<UndoPlan> PlanAsync(Work work, CancellationToken cancellationToken)
    {
        if (IsPresent(work, await SinceAsync(work, cancellationToken).ConfigureAwait(false)))
        {
            return new UndoPlan(work, null);
        }

        List<HistoryRecord> records = await WorkRecords.ListAsync(hub, work, false, cancellationToken).ConfigureAwait(false);
        records.RemoveAll(record => record.Revision >= work.Generation);
        foreach (HistoryRecord record in records.Where(record => choice.Takes(record.Revision, record.ManifestHash, record.Since)))
        {
            // Of the state before the present one it is expected that something changes.
            if (!choice.IsPrevious || record.ManifestHash != work.ManifestHash || await DiffersAsync(work, record, cancellationToken).ConfigureAwait(false))
            {
                return new UndoPlan(work, record) { Warning = Gap(work, record) };
            }
        }

        string kept = records.Count == 0 ? "None is kept: a state is kept when this module changes the work." : $"Kept are: {string.Join(", ", records.Select(record => record.Revision))}; Get-OcmWorkHistory shows them.";
        throw new HubException("NoHistory", $"There is no {choice} of the work {work} on hub {hub}, which is at revision {work.Generation}. {kept}");
    }

    /// <summary>Brings it back.</summary>
    /// <exception cref="HubException"><c>Conflict</c>, <c>ManagedByOther</c>, <c>WorkDeleting</c>, <c>NoHistory</c>, <c>HistoryInvalid</c>, or as the API answers.</exception>
    public async Task<(Work Work, ChangeAction Action)> RunAsync(UndoPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Record is not { } record)
        {
            return (plan.Work, ChangeAction.Unchanged);
        }

        JsonObject spec = JsonNodeExtensions.ParseObject(await ReadAsync(plan.Work, record, cancellationToken).ConfigureAwait(false));
        return await ResourceClient<Work>.RetryConflictsAsync(() => ChangeAsync(plan.Work, spec, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(Work Work, ChangeAction Action)> ChangeAsync(Work planned, JsonObject spec, CancellationToken cancellationToken)
    {
        byte[] existing = await _works.ReadAsync(planned.Key, cancellationToken).ConfigureAwait(false) ?? throw Kinds.Works.NotFound(hub, planned.Key);
        Work work = hub.Rest.Parse(json => WorkParser.Parse(json, hub.Identity), existing);
        if (work.Uid != planned.Uid)
        {
            throw _works.Replaced(planned.Key);
        }

        Check(work);
        if (choice.IsPrevious && work.Generation != planned.Generation)
        {
            throw new HubException("Conflict", $"The work {work} on hub {hub} was changed by somebody else meanwhile, from revision {planned.Generation} to {work.Generation}, so that the state before it is another now. It was left as it is. Look with Get-OcmWorkHistory, then run Undo-OcmWork again.");
        }

        JsonObject state = hub.Rest.Parse(JsonNodeExtensions.ParseObject, existing);
        if (SpecDifference.Patch(state.ObjectAt("spec") ?? [], spec) is not { } change)
        {
            return (work, ChangeAction.Unchanged);
        }

        byte[] patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = work.ResourceVersion }, ["spec"] = change }.ToUtf8Bytes();
        if (!DryRun)
        {
            await History.KeepAsync(hub, work, existing, patch, cancellationToken).ConfigureAwait(false);
        }

        return (await _works.PatchAsync(work.Key, patch, DryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Updated);
    }

    /// <summary>Refuses a work that is not to be changed.</summary>
    /// <exception cref="HubException"><c>ManagedByOther</c>, <c>WorkDeleting</c>.</exception>
    public void Check(Work work)
    {
        if (!Ownership.IsOurs(work.ManagedBy) && !IncludeManaged)
        {
            HubException refusal = WorkClient.ManagedByOther(work);
            throw new HubException(refusal.ErrorId, refusal.Message + " Use -IncludeManaged to change it all the same.");
        }

        if (work.Deleting)
        {
            throw new HubException("WorkDeleting", $"The work {work} on hub {hub} is being deleted and cannot be changed.");
        }
    }

    private bool IsPresent(Work work, DateTime since) => !choice.IsPrevious && choice.Takes(work.Generation, work.ManifestHash, since);

    // Only a time needs to be asked for.
    private async Task<DateTime> SinceAsync(Work work, CancellationToken cancellationToken) =>
        choice.Before is not null && await _works.ReadAsync(work.Key, cancellationToken).ConfigureAwait(false) is { } json ? SpecAuthor.Of(json, work).Time : default;

    private async Task<bool> DiffersAsync(Work work, HistoryRecord record, CancellationToken cancellationToken)
    {
        byte[] existing = await _works.ReadAsync(work.Key, cancellationToken).ConfigureAwait(false) ?? throw Kinds.Works.NotFound(hub, work.Key);
        JsonObject spec = JsonNodeExtensions.ParseObject(await ReadAsync(work, record, cancellationToken).ConfigureAwait(false));
        return SpecDifference.Patch(hub.Rest.Parse(JsonNodeExtensions.ParseObject, existing).ObjectAt("spec") ?? [], spec) is not null;
    }

    private async Task<byte[]> ReadAsync(Work work, HistoryRecord record, CancellationToken cancellationToken) =>
        await WorkRecords.ReadSpecAsync(hub, work, record, cancellationToken).ConfigureAwait(false)
        ?? throw new HubException("NoHistory", $"Revision {record.Revision} of the work {work} on hub {hub} was deleted meanwhile. Get-OcmWorkHistory shows what is left.");

    // Whoever changes a work without this module keeps nothing.
    private string Gap(Work work, HistoryRecord record) => choice.IsPrevious && record.Revision < work.Generation - 1
        ? $"The work {work} on hub {hub} goes from revision {work.Generation} back to {record.Revision}: what came between was changed without this module or not kept, or is equal to the present state."
        : "";
}
