using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.History;
using OcmPowerShell.Hub.Yaml;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>Lists the states of works: the present one and those that changes by this module replaced.</summary>
[Cmdlet(VerbsCommon.Get, "OcmWorkHistory", DefaultParameterSetName = ByName)]
[OutputType(typeof(WorkRevision))]
public sealed class GetOcmWorkHistoryCommand : WorkQueryCmdlet
{
    private const string ByName = "Name";
    private const string ByWork = "Work";

    private readonly HashSet<string> _taken = [];

    /// <summary>Names of works; wildcards may be used.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. All clusters when not given.</summary>
    [Parameter(Position = 1, ParameterSetName = ByName, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Works from Get-OcmWork, and rows that name one, as those of Sync-OcmWork. They are read anew, each once.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByWork, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NamedWorkReference[]? Work { get; set; }

    /// <summary>Also returns each state's manifests, as YAML.</summary>
    [Parameter]
    public SwitchParameter IncludeManifest { get; set; }

    /// <summary>Also returns each state's whole spec, as JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    private protected override string[]? Names => Name;

    private protected override ClusterReference[]? Clusters => Cluster;

    private protected override NamedWorkReference[]? References => Work;

    // Who wrote the present state stands in the whole object only.
    private protected override WorkQuery Query => new() { IncludeJson = true };

    private protected override void Take(HubWork work, object target)
    {
        if (!_taken.Add(work.Uid))
        {
            return;
        }

        HubConnection hub = HubsFor(work.Hub, work.ToString(), target)[0];
        byte[] json = Encoding.UTF8.GetBytes(work.Json!);
        WorkRevision present = Present(work, SpecAuthor.Of(json, work));
        Fill(present, () => HistoryData.SpecOf(json).ToArray());
        work.Json = null;
        Bridge.Run(async token =>
        {
            try
            {
                List<HistoryRecord> records = await WorkRecords.ListAsync(hub, work, IncludeManifest || IncludeJson, token).ConfigureAwait(false);
                await Bridge.PostAsync(() => Write(present, records, target)).ConfigureAwait(false);
            }
            catch (HubException exception)
            {
                await Bridge.PostAsync(() => Report(exception, target)).ConfigureAwait(false);
            }
        });
    }

    private void Write(WorkRevision present, List<HistoryRecord> records, object target)
    {
        WriteObject(present);
        foreach (HistoryRecord record in records.Where(record => record.Revision < present.Revision))
        {
            WorkRevision row = Former(record, present);
            try
            {
                Fill(row, record.Spec);
                WriteObject(row);
            }
            catch (HubException exception)
            {
                Report(exception, target);
            }
        }
    }

    private void Fill(WorkRevision row, Func<byte[]> spec)
    {
        if (!IncludeManifest && !IncludeJson)
        {
            return;
        }

        byte[] json = spec();
        row.Json = IncludeJson ? Encoding.UTF8.GetString(json) : null;
        row.Manifest = IncludeManifest ? Yaml(json) : null;
    }

    // A document mark each: it is a file for New-OcmWork.
    private static string Yaml(byte[] spec) => string.Concat(
        (JsonNodeExtensions.ParseObject(spec).ArrayAt("workload", "manifests") ?? []).OfType<JsonNode>().Select(manifest => "---\n" + YamlText.Write(manifest.ToUtf8Bytes()).TrimEnd('\n') + "\n"));

    private static WorkRevision Present(HubWork work, SpecAuthor author) => new()
    {
        Hub = work.Hub,
        Cluster = work.Cluster,
        Work = work.Name,
        WorkUid = work.Uid,
        Revision = work.Generation,
        IsCurrent = true,
        Created = author.Time,
        By = author.Manager,
        ManifestHash = work.ManifestHash,
        ManifestCount = work.ManifestCount,
        SizeBytes = work.SizeBytes,
    };

    private static WorkRevision Former(HistoryRecord record, WorkRevision present) => new()
    {
        Hub = present.Hub,
        Cluster = present.Cluster,
        Work = present.Work,
        WorkUid = present.WorkUid,
        Revision = record.Revision,
        Created = record.Since,
        By = record.By,
        Replaced = record.Replaced,
        ReplacedBy = record.ReplacedBy,
        ManifestHash = record.ManifestHash,
        ManifestCount = record.ManifestCount,
        SizeBytes = record.SizeBytes,
    };
}
