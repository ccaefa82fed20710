namespace OcmPowerShell.Hub.Placements;

/// <summary>What one prioritizer gives a cluster.</summary>
/// <param name="Prioritizer">Its name: Balance, Steady, ResourceAllocatableCPU …, or <c>AddOn/resource/score</c>.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Score">The score before the weight, from -100 to 100.</param>
internal sealed record PrioritizerScore(string Prioritizer, long Weight, long Score);
