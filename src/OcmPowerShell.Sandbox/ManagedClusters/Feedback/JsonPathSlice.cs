namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>Which items of a list.</summary>
/// <param name="Start">First item; null for the beginning.</param>
/// <param name="End">Item after the last; null for the end.</param>
/// <param name="Step">Distance, at least 1.</param>
/// <param name="Single">Whether one item was asked for, which then must exist.</param>
internal readonly record struct JsonPathSlice(int? Start, int? End, int Step, bool Single);
