using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What a delete left behind.</summary>
/// <param name="Object">The object as it is now, or as it last was.</param>
/// <param name="IsGone">Whether it is gone; else it waits for its finalizers.</param>
internal sealed record DeleteResult(StoredObject Object, bool IsGone);
