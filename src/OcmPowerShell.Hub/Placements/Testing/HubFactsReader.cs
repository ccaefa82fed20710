using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Placements.Prioritizers;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>
/// Reads from a hub what the scheduler looks at for a placement, and no more: lists are read side by side and as their
/// bytes arrive, and of each object only the facts are kept.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="time">This machine's clock.</param>
internal sealed class HubFactsReader(HubConnection hub, TimeProvider time)
{
    /// <summary>Below this two clocks are the same: an answer tells the time in whole seconds.</summary>
    private static readonly TimeSpan SameClock = TimeSpan.FromSeconds(2);

    private static readonly JsonObject Nothing = [];

    /// <summary>Reads a placement; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async Task<JsonObject?> PlacementAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            byte[]? json = await hub.Rest.GetAsync(ResourcePath.Placements.Object(@namespace, name), cancellationToken).ConfigureAwait(false);
            return json is null ? null : hub.Rest.Parse(Read, json);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            throw new HubException("Forbidden", $"The placement '{@namespace}/{name}' cannot be read on hub {refusal.Hub}: the right to {refusal.Attributes} is missing.", refusal);
        }
    }

    /// <summary>Reads what the scheduler looks at for a placement.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async Task<HubFacts> ReadAsync(PlacementFacts placement, CancellationToken cancellationToken)
    {
        // The first failure ends what else is under way.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<List<ManagedClusterFacts>> clusters = ClustersAsync(placement.UsesExpressions, stop);
        Task<List<ClusterSetFacts>> sets = ListAsync(ResourcePath.ManagedClusterSets, null, new ListOptions(), ClusterSetFacts.Parse, stop);
        Task<List<string>> bindings = ListAsync(
            ResourcePath.ManagedClusterSetBindings, placement.Namespace, new ListOptions(), binding => binding.TextAt("metadata", "name") ?? "", stop);
        Task<List<AddOnScoreFacts>> scores = ScoresAsync(placement, stop);
        Task<(List<DecisionFacts> Decisions, string? Warning)> decisions = DecisionsAsync(placement, stop);
        await Task.WhenAll(clusters, sets, bindings, scores, decisions).ConfigureAwait(false);
        (List<DecisionFacts> decided, string? warning) = await decisions.ConfigureAwait(false);
        return new HubFacts(
            new SchedulingSnapshot
            {
                Placement = placement,
                Clusters = await clusters.ConfigureAwait(false),
                ClusterSets = await sets.ConfigureAwait(false),
                Bindings = await bindings.ConfigureAwait(false),
                Decisions = decided,
                Scores = await scores.ConfigureAwait(false),
                Now = Now(),
            },
            warning);
    }

    private Task<List<ManagedClusterFacts>> ClustersAsync(bool whole, CancellationTokenSource stop) => ListAsync(
        ResourcePath.ManagedClusters,
        null,
        new ListOptions(),
        value => whole ? ManagedClusterFacts.Parse(value) : ManagedClusterFacts.Parse(value) with { Object = Nothing },
        stop);

    private async Task<(List<DecisionFacts> Decisions, string? Warning)> DecisionsAsync(PlacementFacts placement, CancellationTokenSource stop)
    {
        // A name stands in many decisions; one text of it will do.
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        DecisionFacts Parse(JsonObject value)
        {
            var decision = DecisionFacts.Parse(value);
            return decision with { Clusters = [.. decision.Clusters.Select(name => names.TryGetValue(name, out string? known) ? known : names[name] = name)] };
        }

        ListOptions own = new() { LabelSelector = $"{DecisionFacts.PlacementLabel}={placement.Name}" };
        if (!Balances(placement))
        {
            return LabelSyntaxAllows(placement.Name)
                ? (await ListAsync(ResourcePath.PlacementDecisions, placement.Namespace, own, Parse, stop).ConfigureAwait(false), null)
                : ([], null);
        }

        try
        {
            return (await ListAsync(ResourcePath.PlacementDecisions, null, new ListOptions(), Parse, stop, mayBeForbidden: true).ConfigureAwait(false), null);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            return (
                await ListAsync(ResourcePath.PlacementDecisions, placement.Namespace, new ListOptions(), Parse, stop).ConfigureAwait(false),
                $"The scores of Balance may differ from the hub's: they count the decisions of all namespaces, but only those of '{placement.Namespace}' may be read. What is missing is the right to {refusal.Attributes}.");
        }
    }

    private async Task<List<AddOnScoreFacts>> ScoresAsync(PlacementFacts placement, CancellationTokenSource stop)
    {
        // Which scores an expression asks for is known only once it runs.
        if (placement.Predicates.Any(predicate => predicate.CelExpressions.Any(expression => expression.Contains("scores", StringComparison.Ordinal))))
        {
            return await ListAsync(ResourcePath.AddOnPlacementScores, null, new ListOptions(), AddOnScoreFacts.Parse, stop).ConfigureAwait(false);
        }

        List<AddOnScoreFacts> scores = [];
        foreach (string name in placement.Prioritizers.Where(prioritizer => prioritizer.Weight != 0).Select(prioritizer => prioritizer.AddOn?.Resource).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            ListOptions named = new() { FieldSelector = $"metadata.name={name}" };
            scores.AddRange(await ListAsync(ResourcePath.AddOnPlacementScores, null, named, AddOnScoreFacts.Parse, stop).ConfigureAwait(false));
        }

        return scores;
    }

    private async Task<List<T>> ListAsync<T>(
        ResourcePath resource, string? @namespace, ListOptions options, Func<JsonObject, T> facts, CancellationTokenSource stop, bool mayBeForbidden = false)
    {
        try
        {
            List<T> all = [];
            await foreach (ReadFacts<T> item in hub.Rest.ListAsync(
                resource, @namespace, options, json => FactsOf(json, facts), null, stop.Token).ConfigureAwait(false))
            {
                all.Add(item.Facts);
            }

            return all;
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403)
        {
            if (mayBeForbidden)
            {
                throw;
            }

            await stop.CancelAsync().ConfigureAwait(false);
            throw Forbidden(refusal);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static ReadFacts<T> FactsOf<T>(ReadOnlySpan<byte> json, Func<JsonObject, T> facts)
    {
        JsonObject value = Read(json);
        return new ReadFacts<T>(value.TextAt("metadata", "uid") ?? "", facts(value));
    }

    private static JsonObject Read(ReadOnlySpan<byte> json) => JsonNodeExtensions.ParseObject(ManagedFields.Cut(json));

    private static bool Balances(PlacementFacts placement)
    {
        try
        {
            return PrioritizerWeights.Of(placement).Any(prioritizer => prioritizer is { Type: "BuiltIn", BuiltIn: "Balance" });
        }
        catch (MisconfiguredException)
        {
            // Nothing is scored then.
            return false;
        }
    }

    private static bool LabelSyntaxAllows(string name) => name.Length > 0 && Selection.LabelSyntax.ProblemOfValue(name) is null;

    private static HubException Forbidden(ApiStatusException refusal) => new(
        "Forbidden",
        $"What a placement selects cannot be worked out on hub {refusal.Hub}: the right to {refusal.Attributes} is missing. The hub's scheduler looks at them, so without them there is no answer.",
        refusal);

    /// <summary>The hub's time: tolerations and scores run out by it. Ours where it has not told, or where both show the same.</summary>
    private DateTimeOffset Now()
    {
        TimeSpan ahead = hub.Rest.LastClock is { } clock ? clock.Hub - clock.Local : TimeSpan.Zero;
        return time.GetUtcNow() + (ahead.Duration() < SameClock ? TimeSpan.Zero : ahead);
    }
}
