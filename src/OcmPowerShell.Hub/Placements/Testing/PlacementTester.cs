using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>
/// Runs the hub's own algorithm, here, on what the hub holds now: which clusters a placement selects, and why not the
/// others. Changes nothing.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="time">This machine's clock.</param>
internal sealed class PlacementTester(HubConnection hub, TimeProvider? time = null)
{
    /// <summary>What stands for the name of a placement that has none yet. No object can be named so.</summary>
    public const string NoName = "(new)";

    private const int NamesInWarning = 5;

    private readonly HubFactsReader _reader = new(hub, time ?? TimeProvider.System);

    /// <summary>Reads a placement; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public Task<JsonObject?> ReadAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        _reader.PlacementAsync(@namespace, name, cancellationToken);

    /// <summary>Makes the hub leave a placement alone, or not any more; not on the hub, but in the object.</summary>
    public static void Pause(JsonObject placement, bool paused)
    {
        JsonObject metadata = placement.ObjectAt("metadata") ?? [];
        JsonObject annotations = metadata.ObjectAt("annotations") ?? [];
        if (paused)
        {
            annotations[PlacementFacts.SchedulingDisabled] = "true";
        }
        else
        {
            annotations.Remove(PlacementFacts.SchedulingDisabled);
        }

        metadata["annotations"] ??= annotations;
        placement["metadata"] ??= metadata;
    }

    /// <summary>Works out what a placement selects.</summary>
    /// <param name="placement">The object: as it is on the hub, changed, or not made yet.</param>
    /// <param name="asItIs">Whether it is as it is on the hub, so that the hub's decisions are to be the same.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async Task<PlacementTestOutcome> TestAsync(JsonObject placement, bool asItIs, CancellationToken cancellationToken)
    {
        PlacementFacts facts = PlacementFacts.Parse(placement);
        facts = facts.Name.Length > 0 ? facts : facts with { Name = NoName };
        HubFacts read = await _reader.ReadAsync(facts, cancellationToken).ConfigureAwait(false);
        SchedulingResult result = Scheduler.Schedule(read.Snapshot, cancellationToken);
        string name = $"{facts.Namespace}/{facts.Name}";
        PlacementTestRows rows = new(read.Snapshot, result, hub.Identity, name);
        HashSet<string> selected = [.. result.Clusters.Where(rows.IsSelected).Select(cluster => cluster.Name)];
        string[] added = [.. selected.Except(rows.Decided).Order(StringComparer.Ordinal)];
        string[] dropped = [.. rows.Decided.Except(selected).Order(StringComparer.Ordinal)];
        PlacementCondition? satisfied = result.Conditions.FirstOrDefault(condition => condition.Type == "PlacementSatisfied");
        List<string> warnings = [.. new[] { read.Warning, Fault(name, result, rows, satisfied) }.OfType<string>()];
        warnings.AddRange(result.Warnings.Select(text => $"Scores of the placement '{name}' do not count: {text}."));
        List<string> notes = [.. Notes(name, result, satisfied)];
        if (Untouched(name, placement, added, dropped) is { } untouched)
        {
            warnings.Add(untouched);
        }
        else if (asItIs && Differs(name, placement, added, dropped) is { } difference)
        {
            warnings.Add(difference);
        }
        else if (!asItIs && added.Length + dropped.Length > 0)
        {
            notes.Add($"Compared with the decisions of the hub now, the placement '{name}' would {Change(added, dropped)}.");
        }

        return new PlacementTestOutcome
        {
            Placement = name,
            Satisfied = satisfied?.Status == true && rows.Problem.Length == 0,
            RowsOf = rows.Of,
            Differences = [.. added, .. dropped],
            Warnings = warnings,
            Notes = notes,
        };
    }

    private static string? Fault(string name, SchedulingResult result, PlacementTestRows rows, PlacementCondition? satisfied) => (result, rows.Problem.Length) switch
    {
        ({ Failure: { } failure }, _) => $"Nothing can be decided for the placement '{name}', and the hub leaves its decisions as they are: {failure}. Set-OcmClusterSet mends the set.",
        (_, > 0) => $"The placement '{name}' is misconfigured: {rows.Problem}.",
        ({ SelectedCount: 0 }, _) => $"The placement '{name}' selects no cluster: {satisfied?.Message} ({satisfied?.Reason}).",
        _ => null,
    };

    private static IEnumerable<string> Notes(string name, SchedulingResult result, PlacementCondition? satisfied)
    {
        if (satisfied is not null)
        {
            yield return $"The placement '{name}' comes to PlacementSatisfied={satisfied.Status}, {satisfied.Reason}: {satisfied.Message}.";
        }

        if (result.EligibleSets.Count > 0)
        {
            yield return $"The placement '{name}' may use these cluster sets: {string.Join(", ", result.EligibleSets)}.";
        }

        if (result.RequeueAt is { } end)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"At {end.UtcDateTime:u} the answer for the placement '{name}' may change with nobody changing anything: a toleration or a score runs out.");
        }
    }

    /// <summary>Says of a placement that the hub leaves alone that it does; null of any other.</summary>
    private static string? Untouched(string name, JsonObject placement, string[] added, string[] dropped)
    {
        if (placement.At("metadata", "deletionTimestamp") is not null)
        {
            return $"The placement '{name}' is being deleted: the hub decides nothing for it any more.";
        }

        return placement.TextAt("metadata", "annotations", PlacementFacts.SchedulingDisabled) != "true" ? null
            : $"The placement '{name}' is paused ({PlacementFacts.SchedulingDisabled}): the hub leaves its decisions alone. "
                + (added.Length + dropped.Length > 0 ? $"The scheduler would {Change(added, dropped)}." : "The scheduler would decide the same.");
    }

    private static string? Differs(string name, JsonObject placement, string[] added, string[] dropped)
    {
        if (placement.ArrayAt("status", "conditions") is not { Count: > 0 })
        {
            return $"The hub has not scheduled the placement '{name}' yet. This is what it will come to. If it stays so, look whether the hub's placement controller runs.";
        }

        return added.Length + dropped.Length == 0 ? null
            : $"The hub's decisions for the placement '{name}' are of an earlier moment: if the scheduler ran now, it would {Change(added, dropped)}. It runs when the placement, its clusters or its sets change, but not when other placements do.";
    }

    private static string Change(string[] added, string[] dropped) => string.Join(" and ", new[] { Some("select", added), Some("drop", dropped) }.OfType<string>());

    private static string? Some(string verb, string[] clusters) => clusters.Length switch
    {
        0 => null,
        <= NamesInWarning => $"{verb} {string.Join(", ", clusters)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{verb} {string.Join(", ", clusters.Take(NamesInWarning))} and {clusters.Length - NamesInWarning} more"),
    };
}
