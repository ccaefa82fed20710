namespace OcmPowerShell.Hub.Model;

/// <summary>Whether a placement selects a cluster, and why or why not.</summary>
public sealed class PlacementTest
{
    /// <summary>The hub that was asked: server and context.</summary>
    public string Hub { get; set; } = "";

    /// <summary>Namespace and name of the placement; the name is <c>(new)</c> for one that has none.</summary>
    public string Placement { get; set; } = "";

    /// <summary>The managed cluster.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>Whether the placement selects it.</summary>
    public bool Selected { get; set; }

    /// <summary>Whether it is in the placement's decisions on the hub now.</summary>
    public bool WasSelected { get; set; }

    /// <summary>Its place among those that could be selected, from 1; null for one that could not.</summary>
    public int? Rank { get; set; }

    /// <summary>The sum of its weighted scores; null for one that could not be selected.</summary>
    public long? TotalScore { get; set; }

    /// <summary>Every score of one that could be selected.</summary>
    public IReadOnlyList<PlacementScore> Scores { get; set; } = [];

    /// <summary>What keeps it out; None when it is selected.</summary>
    public ExcludedBy ExcludedBy { get; set; }

    /// <summary>Why, in a sentence: what is asked for, what the cluster has instead, and what would help.</summary>
    public string Detail { get; set; } = "";

    /// <summary>Its decision group: the group's name, or its index where it has none; empty when it is not selected.</summary>
    public string Group { get; set; } = "";

    /// <summary>The place of its decision group, from 0; null when it is not selected.</summary>
    public int? GroupIndex { get; set; }

    /// <summary>When the first of its taints is tolerated no more, UTC; null for never.</summary>
    public DateTime? ToleratedUntil { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Placement} {(Selected ? "selects" : "does not select")} {Cluster}";
}
