using System.Globalization;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>A placement and all of its decisions as they were at a moment, and whether they fit together.</summary>
internal sealed class PlacementReading : IEquatable<PlacementReading>
{
    private readonly string _version;
    private readonly bool _mayPass;

    private PlacementReading(Placement? placement, IReadOnlyList<PlacementDecisionObject> parts)
    {
        Placement = placement;
        Clusters = (string[])[.. parts.SelectMany(part => part.Decisions).Select(row => row.Cluster).Distinct().Order(StringComparer.Ordinal)];
        IsInSeveralParts = parts.Count > 1;
        _version = string.Join(' ', parts.Select(part => $"{part.Name}@{part.ResourceVersion}").Order(StringComparer.Ordinal).Prepend(placement?.ResourceVersion ?? ""));
        (Problem, _mayPass) = ProblemOf(parts);
    }

    /// <summary>The placement; null where it may not be read.</summary>
    public Placement? Placement { get; }

    /// <summary>The clusters of all decisions, each once.</summary>
    public IReadOnlyList<string> Clusters { get; }

    /// <summary>Why it is not certain that these are all; null where it is.</summary>
    public string? Problem { get; }

    /// <summary>Whether that may pass by itself, soon.</summary>
    public bool MayPass => Problem is not null && _mayPass;

    /// <summary>Whether several objects hold the decisions: then no one reading is of one moment.</summary>
    public bool IsInSeveralParts { get; }

    /// <summary>Reads a placement and then its decisions.</summary>
    /// <exception cref="HubException"><c>NotFound</c>, or as the API answers.</exception>
    public static async Task<PlacementReading> ReadAsync(HubConnection hub, ObjectKey key, CancellationToken cancellationToken)
    {
        Placement? placement = null;
        HubException? forbidden = null;
        try
        {
            placement = await Kinds.Placements.On(hub).GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw Kinds.Placements.NotFound(hub, key);
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 403)
        {
            forbidden = exception;
        }

        List<PlacementDecisionObject> parts = [];
        var options = new ListOptions { LabelSelector = $"{DecisionFacts.PlacementLabel}={key.Name}" };
        await foreach (PlacementDecisionObject part in Kinds.PlacementDecisions.On(hub).ListAsync(key.Namespace, options, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            parts.Add(part);
        }

        // Who may read decisions only is believed what they say; where there is nothing, that the placement exists is not known.
        return forbidden is null || parts.Count > 0 ? new PlacementReading(placement, parts) : throw forbidden;
    }

    /// <summary>Whether nothing has been written between the two.</summary>
    public bool Equals(PlacementReading? other) => other is not null && other._version == _version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PlacementReading);

    /// <inheritdoc/>
    public override int GetHashCode() => _version.GetHashCode(StringComparison.Ordinal);

    private (string? Problem, bool MayPass) ProblemOf(IReadOnlyList<PlacementDecisionObject> parts)
    {
        if (Placement is null)
        {
            return ("the placement itself may not be read (Forbidden)", false);
        }

        bool scheduled = !Placement.Paused;
        if (Placement.Satisfied is null)
        {
            return (scheduled ? "the scheduler has not come to it yet" : "it is paused, and the scheduler has never come to it", scheduled);
        }

        if (parts.Any(part => part.Deleting))
        {
            return ("some of its decisions are being deleted", scheduled);
        }

        return Placement.SelectedCount == Clusters.Count
            ? (null, false)
            : (string.Create(CultureInfo.InvariantCulture, $"its status counts {Placement.SelectedCount}, and its decisions name {Clusters.Count}"), scheduled);
    }
}
