using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>Reads what is kept of a work's former states.</summary>
internal static class WorkRecords
{
    /// <summary>The former states of this very work, the newest first.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="work">The work.</param>
    /// <param name="withSpecs">Whether to read the specs too, and not only what is said of them.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException"><c>Forbidden</c>, or as the API answers.</exception>
    public static async Task<List<HistoryRecord>> ListAsync(HubConnection hub, Work work, bool withSpecs, CancellationToken cancellationToken)
    {
        var options = new ListOptions
        {
            LabelSelector = $"{HistoryRecord.WorkUidLabel}={work.Uid}",
            FieldSelector = $"type={HistoryRecord.SecretType}",
            MetadataOnly = !withSpecs,
        };
        List<HistoryRecord> records = [];
        try
        {
            await foreach (HistoryRecord record in HistoryRecord.Kind.On(hub).ListAsync(work.Cluster, options, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (record.IsOf(work))
                {
                    records.Add(record);
                }
            }
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            throw Forbidden(hub, work, "list", refusal);
        }

        records.Sort((one, other) => other.Revision.CompareTo(one.Revision));
        return records;
    }

    /// <summary>Reads one former state whole; null when it is gone.</summary>
    /// <exception cref="HubException"><c>Forbidden</c>, <c>HistoryInvalid</c>, or as the API answers.</exception>
    public static async Task<byte[]?> ReadSpecAsync(HubConnection hub, Work work, HistoryRecord record, CancellationToken cancellationToken)
    {
        try
        {
            HistoryRecord? read = await HistoryRecord.Kind.On(hub).GetAsync(record.Key, cancellationToken: cancellationToken).ConfigureAwait(false);
            return read is not null && read.IsOf(work) && read.ManifestHash == record.ManifestHash ? read.Spec() : null;
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            throw Forbidden(hub, work, "get", refusal);
        }
    }

    private static HubException Forbidden(HubConnection hub, Work work, string verb, ApiStatusException refusal) => new(
        "Forbidden", $"The history of the work {work} on hub {hub} cannot be read: it is kept in Secrets, and you may not {verb} secrets in namespace '{work.Cluster}'.", refusal);
}
