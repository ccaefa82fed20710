namespace OcmPowerShell.Tests.Pester;

/// <summary>Pester's own counts of a run.</summary>
internal sealed record PesterCounts(int Passed, int Failed, int Skipped);
