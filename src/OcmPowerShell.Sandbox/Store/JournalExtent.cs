namespace OcmPowerShell.Sandbox.Store;

/// <summary>Where a record's JSON stands in a journal.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct JournalExtent(long Offset, int Length);
