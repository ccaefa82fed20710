using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Filters;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>The placements that keep clusters although they are suspended, and why.</summary>
internal sealed class PlacementHolds
{
    private readonly Dictionary<string, string> _reasons = [];
    private readonly Dictionary<string, List<string>> _placements = [];

    private PlacementHolds()
    {
    }

    /// <summary>Looks which placements do: one list of them, and, if there are any, one of what they have chosen.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="reason">The reason of the suspension, which a placement may tolerate by its text.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public static async Task<PlacementHolds> ReadAsync(HubConnection hub, string? reason, CancellationToken cancellationToken)
    {
        var holds = new PlacementHolds();
        var taint = new Taint { Key = Suspension.TaintKey, Effect = Suspension.Effect, Value = reason ?? "" };
        var kind = new ResourceKind<Stance>(ResourcePath.Placements, "placement", "Get-OcmPlacement", (json, _, _) => Stance.Parse(json, taint)) { IsNamespaced = true };
        await foreach (Stance stance in kind.On(hub).ListAsync(null, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (stance.Reason is { } why)
            {
                holds._reasons[stance.Key.ToString()] = why;
            }
        }

        if (holds._reasons.Count > 0)
        {
            await foreach (PlacementDecisionObject decision in Kinds.PlacementDecisions.On(hub).ListAsync(null, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                holds.Add(decision);
            }
        }

        return holds;
    }

    /// <summary>The placements that keep a cluster which they have now, each with the reason: <c>prod/web (tolerates it)</c>.</summary>
    public IReadOnlyList<string> Of(string cluster) => [.. (_placements.GetValueOrDefault(cluster) ?? []).Select(Describe)];

    /// <summary>A placement, with the reason why it keeps clusters where there is one.</summary>
    public string Describe(string placement) => _reasons.TryGetValue(placement, out string? why) ? $"{placement} ({why})" : placement;

    private void Add(PlacementDecisionObject decision)
    {
        string placement = decision.Placement.ToString();
        if (!_reasons.ContainsKey(placement))
        {
            return;
        }

        foreach (PlacementDecision row in decision.Decisions)
        {
            if (!_placements.TryGetValue(row.Cluster, out List<string>? placements))
            {
                _placements[row.Cluster] = placements = [];
            }

            if (!placements.Contains(placement))
            {
                placements.Add(placement);
            }
        }
    }

    /// <summary>What a placement makes of the taint.</summary>
    private sealed class Stance : HubObject
    {
        private ObjectKey _key;

        /// <summary>Why it keeps suspended clusters; null when it gives them up.</summary>
        public string? Reason { get; private init; }

        internal override ObjectKey Key => _key;

        public static Stance Parse(ReadOnlySpan<byte> json, Taint taint)
        {
            JsonObject value = JsonNodeExtensions.ParseObject(json);
            var facts = PlacementFacts.Parse(value);
            bool isPaused = value.TextAt("metadata", "annotations", PlacementFacts.SchedulingDisabled) == "true";
            return new Stance { Reason = isPaused ? "paused: the scheduler leaves it alone" : Tolerates(facts, taint), _key = new ObjectKey(facts.Namespace, facts.Name) };
        }

        private static string? Tolerates(PlacementFacts placement, Taint taint)
        {
            List<Toleration> fitting = [.. placement.Tolerations.Where(toleration => TaintTolerationFilter.Fits(toleration, taint))];
            return fitting.Count == 0 ? null
                : fitting.Exists(toleration => toleration.Seconds is null) ? "tolerates it"
                : fitting.Max(toleration => toleration.Seconds) is > 0 and { } seconds ? string.Create(CultureInfo.InvariantCulture, $"tolerates it for {seconds} s")
                : null;
        }
    }
}
