using System.Globalization;

namespace OcmPowerShell.Hub.Model;

/// <summary>What one prioritizer of a placement gives a cluster.</summary>
public sealed class PlacementScore
{
    /// <summary>Balance, Steady, ResourceAllocatableCPU, ResourceAllocatableMemory, or <c>AddOn/resource/score</c>.</summary>
    public string Prioritizer { get; set; } = "";

    /// <summary>The prioritizer's weight in this placement.</summary>
    public long Weight { get; set; }

    /// <summary>The score before the weight, from -100 to 100.</summary>
    public long Score { get; set; }

    /// <summary>The score times the weight: what counts.</summary>
    public long Weighted { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Weight == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Prioritizer} {Score}")
        : string.Create(CultureInfo.InvariantCulture, $"{Prioritizer} {Weight}\u00D7{Score}");
}
