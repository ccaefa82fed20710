using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>
/// Keeps a work's state before its spec is changed, in a Secret beside it, so that it can be brought back. It is there
/// before the change is sent: a process that dies between the two has lost nothing.
/// </summary>
public sealed class WorkHistory
{
    /// <summary>How many former states of a work are kept where nothing else is said.</summary>
    public const int DefaultLimit = 10;

    /// <summary>Keeps as many as is usual, for nobody in particular.</summary>
    public static WorkHistory Default { get; } = new();

    /// <summary>How many former states of a work are kept: the oldest go. With 0 none is kept, and none is deleted.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>What makes the change, as in <c>Set-OcmWork</c>.</summary>
    public string Cmdlet { get; init; } = "";

    /// <summary>Keeps a work's state before a patch that changes its spec. That it may not is no reason not to change the work: the hub's connection warns of it.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="former">The work as it is.</param>
    /// <param name="json">Its whole JSON.</param>
    /// <param name="patch">The JSON merge patch that is about to be sent.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">The hub fails, so that the work had better be left as it is.</exception>
    internal async Task KeepAsync(HubConnection hub, Work former, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> patch, CancellationToken cancellationToken)
    {
        if (Limit <= 0 || !HistoryData.HasSpec(patch.Span) || !await CreateAsync(hub, former, json, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // Each state has a generation of its own: before there have been more of these, there cannot be too many.
        if (former.Generation > Limit)
        {
            await PruneAsync(hub, former, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> CreateAsync(HubConnection hub, Work former, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        byte[] packed = HistoryData.Pack(HistoryData.SpecOf(json.Span));
        if (packed.Length > HistoryData.MostStored)
        {
            WarnTooLarge(hub);
            return false;
        }

        string user = hub.ActingAs ?? hub.User ?? "";
        string by = string.Join(" as ", new[] { Cmdlet, user }.Where(part => part.Length > 0));
        byte[] secret = HistorySecret.Write(former, SpecAuthor.Of(json.Span, former), packed, DateTime.UtcNow, by);
        try
        {
            await HistoryRecord.Kind.On(hub).CreateAsync(former.Cluster, secret, false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiStatusException refusal) when (refusal.Status.Reason == "AlreadyExists")
        {
            // Kept by an earlier try, which did not come to the change.
            return true;
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            hub.Notice($"The hub {hub} refuses to create Secrets in clusters' namespaces (403), so former states of works that are changed are not kept there: Undo-OcmWork cannot bring them back. Ask for a role that allows create, get, list and delete on secrets there, or use -HistoryLimit 0 to keep none.");
            return false;
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code is 413 or 422)
        {
            WarnTooLarge(hub);
            return false;
        }
        catch (HubException failure) when (failure is not ApiStatusException { Status.Reason: "Conflict" })
        {
            throw new HubException(
                failure.ErrorId,
                $"The work {former} on hub {hub} was not changed, because its former state could not be kept: {failure.Message} Run it again, or use -HistoryLimit 0 to change the work without keeping it.",
                failure);
        }
    }

    private async Task PruneAsync(HubConnection hub, Work work, CancellationToken cancellationToken)
    {
        try
        {
            List<HistoryRecord> records = await WorkRecords.ListAsync(hub, work, false, cancellationToken).ConfigureAwait(false);
            foreach (HistoryRecord old in records.Skip(Limit))
            {
                await DeleteAsync(hub, old, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HubException failure)
        {
            // One too many does no harm; the next change tries again.
            hub.Notice(failure.ErrorId == "Forbidden"
                ? $"The hub {hub} does not let you list or delete Secrets in clusters' namespaces (403), so more former states of works are kept there than -HistoryLimit says. Ask for a role that allows list and delete on secrets there."
                : $"On hub {hub} old states of works could not be deleted, so more are kept than -HistoryLimit says ({failure.ErrorId}). The next change tries again.");
        }
    }

    private static async Task DeleteAsync(HubConnection hub, HistoryRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await HistoryRecord.Kind.On(hub).DeleteAsync(record.Key, record.Uid, false, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException gone) when (gone.Status.Reason is "NotFound" or "Conflict")
        {
            // Somebody else was faster.
        }
    }

    private static void WarnTooLarge(HubConnection hub) => hub.Notice(
        $"On hub {hub} the former state of a work is too large for a Secret ({HistoryData.MostStored} bytes, packed), so it was not kept: Undo-OcmWork cannot bring it back.");
}
